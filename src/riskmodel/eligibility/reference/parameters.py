"""Every parameter with its values, and the sources that tags stand for."""

from collections.abc import Iterator

from riskmodel.eligibility.reference.prose import prose
from riskmodel.markdown import table
from riskmodel.parameters import Parameter, Parameters, ParameterValue, sources


def parameters_and_sources(parameters: Parameters) -> Iterator[str]:
    """The parameters in the order of their names, then the sources."""
    yield prose("parameters")
    for name in sorted(parameters.by_name):
        yield from _parameter(parameters.parameter(name))
    yield prose("sources")
    for tag, where in sources().items():
        yield f"- [{tag}] {where}"
    yield ""


def _parameter(parameter: Parameter) -> Iterator[str]:
    head = f"`{parameter.name}` {parameter.name_zh} / {parameter.name_en}"
    yield from (f'### <a id="{parameter.name}"></a>{head}', "")
    yield f"{parameter.description_zh}。 {parameter.description}. Unit: {parameter.unit}."
    yield ""
    names = ("area", "from", "to", "value", "confidence", "source")
    yield table(names, [_value(value) for value in parameter.values])
    yield ""


def _value(value: ParameterValue) -> list[str]:
    multiple = value.dibao_multiple
    amount = f"{value.value:,.10g}" if multiple is None else f"{multiple:g} × `dibao_year`"
    source = f"{value.source}; {value.note}" if value.note else value.source
    until = "" if value.valid_to is None else str(value.valid_to)
    return [value.area, str(value.valid_from), until, amount, value.confidence, source]
