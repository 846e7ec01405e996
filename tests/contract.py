"""What a client relies on in an OpenAPI document, and what a later document takes away from it."""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
_TIGHTER = {
    "maximum": lambda old, new: new < old,
    "maxLength": lambda old, new: new < old,
    "maxItems": lambda old, new: new < old,
    "minimum": lambda old, new: new > old,
    "minLength": lambda old, new: new > old,
    "minItems": lambda old, new: new > old,
    "pattern": lambda old, new: new != old,
}
_FOR_PEOPLE = {"description", "summary", "title", "examples", "example"}


def bare(value: Any, *, of_names: bool = False) -> Any:
    """A document without what is for people; `of_names` where keys are names and not words."""
    if isinstance(value, list):
        return [bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: bare(one, of_names=key == "properties")
        for key, one in value.items()
        if of_names or key not in _FOR_PEOPLE
    }


def broken(old: Document, new: Document) -> list[str]:
    """Every promise of `old` that `new` does not keep, in words."""
    found = []
    for path, methods in old["paths"].items():
        for method, before in methods.items():
            name = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            if after is None:
                found.append(f"{name}: the operation is gone")
            else:
                found += [f"{name}: {one}" for one in _operation((old, before), (new, after))]
    return found


Side = tuple[Document, Any]
"""A document, and a part of it."""


def _operation(old: Side, new: Side) -> Iterator[str]:
    if old[1]["operationId"] != new[1]["operationId"]:
        yield f"operationId {old[1]['operationId']} became {new[1]['operationId']}"
    yield from _parameters(old, new)
    yield from _body(old, new)
    for status, response in old[1]["responses"].items():
        if status not in new[1]["responses"]:
            yield f"answer {status} is gone"
            continue
        later = new[1]["responses"][status].get("content", {})
        for media_type, content in response.get("content", {}).items():
            if media_type not in later:
                yield f"answer {status} is no longer {media_type}"
                continue
            sides = (old[0], content.get("schema", {})), (new[0], later[media_type]["schema"])
            yield from _schema(*sides, f"answer {status}", asked=False)


def _parameters(old: Side, new: Side) -> Iterator[str]:
    before = {(one["in"], one["name"]): one for one in old[1].get("parameters", [])}
    after = {(one["in"], one["name"]): one for one in new[1].get("parameters", [])}
    for key, one in before.items():
        if key not in after:
            yield f"parameter {key[1]} is gone"
            continue
        sides = (old[0], one["schema"]), (new[0], after[key]["schema"])
        yield from _schema(*sides, f"parameter {key[1]}", asked=True)
    for key, one in after.items():
        if one.get("required") and not before.get(key, {}).get("required"):
            yield f"parameter {key[1]} is newly required"


def _body(old: Side, new: Side) -> Iterator[str]:
    if "requestBody" not in new[1]:
        if "requestBody" in old[1]:
            yield "the body is gone"
        return
    if "requestBody" not in old[1]:
        yield "a body is newly required"
        return
    sides = [
        (document, operation["requestBody"]["content"]["application/json"]["schema"])
        for document, operation in (old, new)
    ]
    yield from _schema(sides[0], sides[1], "body", asked=True)


def _schema(
    old: Side, new: Side, where: str, *, asked: bool, seen: frozenset[str] = frozenset()
) -> Iterator[str]:
    """What is taken away in a schema: of what is `asked` of a client, or of what it is told."""
    reference = old[1].get("$ref", "")
    if reference and reference in seen:
        return
    seen |= {reference}
    before, after = _resolved(old), _resolved(new)
    yield from _values(before, after, where, asked=asked)
    yield from _members((old[0], before), (new[0], after), where, asked=asked, seen=seen)
    for word in ("items", "additionalProperties"):
        if isinstance(before.get(word), dict) and isinstance(after.get(word), dict):
            sides = (old[0], before[word]), (new[0], after[word])
            yield from _schema(*sides, f"{where}[]", asked=asked, seen=seen)
    for word in ("anyOf", "oneOf"):
        choices = before.get(word, []), after.get(word, [])
        if asked and len(choices[1]) < len(choices[0]):
            yield f"{where}: fewer alternatives are accepted"
        for place, (one, other) in enumerate(zip(*choices, strict=False)):
            sides = (old[0], one), (new[0], other)
            yield from _schema(*sides, f"{where}/{place}", asked=asked, seen=seen)


def _values(before: Any, after: Any, where: str, *, asked: bool) -> Iterator[str]:
    if before.get("type") != after.get("type"):
        yield f"{where}: type {before.get('type')} became {after.get('type')}"
    gone = set(map(str, before.get("enum", []))) - set(map(str, after.get("enum", [])))
    if asked and "enum" in after and (gone or "enum" not in before):
        yield f"{where}: no longer accepts {', '.join(sorted(gone)) or 'any value'}"
    if not asked and "enum" in before and "enum" not in after:
        yield f"{where}: no longer one of a closed list"
    if not asked:
        return
    for word, is_tighter in _TIGHTER.items():
        if word in after and (word not in before or is_tighter(before[word], after[word])):
            yield f"{where}: {word} is {after[word]}, was {before.get(word, 'none')}"


def _members(
    old: Side, new: Side, where: str, *, asked: bool, seen: frozenset[str]
) -> Iterator[str]:
    before, after = old[1].get("properties", {}), new[1].get("properties", {})
    for name, schema in before.items():
        if name not in after:
            yield f"{where}/{name}: the field is gone"
            continue
        sides = (old[0], schema), (new[0], after[name])
        yield from _schema(*sides, f"{where}/{name}", asked=asked, seen=seen)
    required = set(old[1].get("required", [])), set(new[1].get("required", []))
    for name in sorted(required[1] - required[0] if asked else required[0] - required[1]):
        if asked or name in after:
            yield f"{where}/{name}: {'newly required' if asked else 'no longer always there'}"


def _resolved(side: Side) -> Any:
    document, schema = side
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema
