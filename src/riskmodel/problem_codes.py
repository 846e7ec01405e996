"""Every code that a problem of the service can have: stable, with its status and its remedy.

A client may switch on the codes. The texts are for people and may be worded anew at any time.
"""

from typing import NamedTuple

from riskmodel.markdown import table


class ProblemCode(NamedTuple):
    """What a code stands for.

    The details say what to do. The one in English is sent where there is nothing more precise to
    say; the one in Chinese always, unless the error itself speaks Chinese.
    """

    status: int
    title_en: str
    title_zh: str
    detail_en: str
    detail_zh: str


PROBLEMS: dict[str, ProblemCode] = {
    "not_json": ProblemCode(
        400, "the body is not acceptable JSON", "请求体不是可接受的 JSON",
        "send one JSON document in UTF-8, without NaN, repeated keys or deep nesting",
        "请以 UTF-8 发送一个 JSON 文档, 不含 NaN、重复的键或过深的嵌套",
    ),
    "invalid_idempotency_key": ProblemCode(
        400, "the Idempotency-Key cannot be used", "Idempotency-Key 不可用",
        "send one Idempotency-Key of 1 to 255 visible ASCII characters, such as a new UUID",
        "请发送一个由 1 至 255 个可见 ASCII 字符组成的 Idempotency-Key, 如新的 UUID",
    ),
    "credentials_missing": ProblemCode(
        401, "who asks is not known", "身份未知",
        "send `Authorization: Bearer KEY`", "请发送 Authorization: Bearer 密钥",
    ),
    "credentials_invalid": ProblemCode(
        401, "the key or token is not known here", "密钥或令牌无效",
        "check that it is whole, or ask for a new one", "请检查是否完整, 或申请新密钥",
    ),
    "key_revoked": ProblemCode(
        401, "the key is revoked", "密钥已撤销",
        "ask whoever gave it for a new one", "请向发放人申请更换",
    ),
    "key_expired": ProblemCode(
        401, "the key has expired", "密钥已过期",
        "ask whoever gave it for a new one", "请向发放人申请更换",
    ),
    "token_expired": ProblemCode(
        401, "the token has expired", "令牌已过期",
        "get a new one from the issuer", "请重新获取",
    ),
    "open_to_this_machine_only": ProblemCode(
        401, "the service has no keys yet", "本服务尚未设密钥",
        "make a key with `riskmodel keys create`", "请先以 riskmodel keys create 生成密钥",
    ),
    "not_identified": ProblemCode(
        401, "who asks is not known", "身份未知",
        "send a key or a token", "请发送密钥或令牌",
    ),
    "scope_missing": ProblemCode(
        403, "the key may not do this", "密钥无此权限",
        "use a key with one of the scopes that the remedy names", "请使用具备相应权限的密钥",
    ),
    "outside_area": ProblemCode(
        403, "the household is outside the area", "农户不在辖区内",
        "its own township asks about it", "应由其所在乡镇查询",
    ),
    "area_not_said": ProblemCode(
        403, "the record names no area", "记录未写明所在地区",
        "give township_code or village_code", "请填写 township_code 或 village_code",
    ),
    "not_allowed": ProblemCode(
        403, "this is not allowed", "不允许此操作",
        "ask whoever runs the service", "请咨询服务的管理单位",
    ),
    "access": ProblemCode(
        403, "the caller is not let through", "未获准访问",
        "ask whoever runs the service", "请咨询服务的管理单位",
    ),
    "not_found": ProblemCode(
        404, "nothing is there", "没有此资源",
        "there is nothing at this path; /openapi.json lists all",
        "此路径下没有资源; 全部路径见 /openapi.json",
    ),
    "assessment_not_found": ProblemCode(
        404, "no such assessment", "没有此评估",
        "no assessment with this id was given here", "本处未出具过此编号的评估",
    ),
    "record_not_found": ProblemCode(
        404, "nothing has this id", "没有此编号", "check the id, and the area of the key",
        "请核对编号及密钥的辖区",
    ),
    "case_not_found": ProblemCode(
        404, "no such case", "没有此案件", "no case has this id", "没有此编号的案件",
    ),
    "case_person": ProblemCode(
        403, "another person is needed", "须由他人办理",
        "another person holds this case, or took the step before",
        "该案件由他人承办, 或上一步由本人所办",
    ),
    "case_moved_on": ProblemCode(
        409, "the case has moved on", "案件已有变动",
        "look at the case again, then take the step", "请重新查看案件后再办理",
    ),
    "case_step": ProblemCode(
        422, "the step cannot be taken", "此步骤不可办理",
        "the detail says what the case allows now, or what the step lacks",
        "说明中列出案件目前可办的步骤或所缺内容",
    ),
    "method_not_allowed": ProblemCode(
        405, "another method is needed", "请求方法不符",
        "this path takes another method; the header Allow names it",
        "此路径须用其他方法, 见响应头 Allow",
    ),
    "idempotency_in_progress": ProblemCode(
        409, "the same request is still being answered", "同一请求正在处理",
        "wait as long as Retry-After says and send the same request again",
        "请按 Retry-After 等待后重发同一请求",
    ),
    "assessment_deleted": ProblemCode(
        410, "the assessment was deleted by order", "该评估已按规定删除",
        "nothing of it is kept but that it was deleted, by whom and why",
        "内容不再保存, 仅留删除记录",
    ),
    "too_slow": ProblemCode(
        408, "the body did not come in time", "请求体未及时送达",
        "send the whole body at once", "请一次发送完整的请求体",
    ),
    "too_large": ProblemCode(
        413, "the body is too large", "请求体过大",
        "the body is larger than is accepted: send fewer households at a time",
        "请求体超过上限: 请减少每次的户数",
    ),
    "media_type": ProblemCode(
        415, "another media type is needed", "媒体类型不符",
        "send application/json in UTF-8, not compressed",
        "请以 UTF-8 发送 application/json, 不压缩",
    ),
    "invalid_data": ProblemCode(
        422, "the data break the record's rules", "数据不符合户记录的要求",
        "`errors` names each fault with its remedy", "`errors` 列出每处问题及改法",
    ),
    "invalid_change": ProblemCode(
        422, "the change cannot be tried out", "此变动无法试算",
        "write a change as line=+5%, line@53=-300 or school_cost_year=9000, of a parameter that "
        "/v1/parameters lists",
        "变动请写作 line=+5%、line@53=-300 或 school_cost_year=9000, 参数名见 /v1/parameters",
    ),
    "invalid_parameter": ProblemCode(
        422, "a parameter of the address is wrong", "地址中的参数有误",
        "/openapi.json says what each parameter takes", "各参数的取值见 /openapi.json",
    ),
    "invalid_cursor": ProblemCode(
        422, "the cursor cannot be used", "游标不可用",
        "use `next` of an answer as it was, with the same filters, or start without a cursor",
        "请原样使用上次回答中的 `next` 并保持相同的筛选条件, 或不带游标重新开始",
    ),
    "idempotency_key_reused": ProblemCode(
        422, "the Idempotency-Key was used for another request", "Idempotency-Key 已用于其他请求",
        "send another body, or another path, with a new Idempotency-Key",
        "请求体或路径不同时, 请使用新的 Idempotency-Key",
    ),
    "household_declined": ProblemCode(
        422, "the household declined automated scoring", "该户拒绝自动化评分",
        "ask the rules and a person; the model is not asked about this household",
        "请由规则和人工办理; 不得就该户询问模型",
    ),
    "not_scored": ProblemCode(
        422, "the household is not scored", "该户未评分",
        "keep no figure of it; the detail says why", "请勿记录任何数值; 原因见说明",
    ),
    "http_error": ProblemCode(
        400, "the request cannot be answered", "请求无法处理",
        "/openapi.json says what is accepted", "可接受的请求见 /openapi.json",
    ),
    "rate_exceeded": ProblemCode(
        429, "asked too fast", "请求过于频繁",
        "wait as long as Retry-After says", "请按 Retry-After 所示秒数等待",
    ),
    "too_many_guesses": ProblemCode(
        429, "too many unknown keys", "无效密钥过多",
        "wait as long as Retry-After says", "请按 Retry-After 所示秒数等待",
    ),
    "household_budget_spent": ProblemCode(
        429, "asked about this household too often today", "该户今日查询次数已满",
        "wait until tomorrow; a review needs no more", "请明日再查; 正常复核无需更多",
    ),
    "daily_budget_spent": ProblemCode(
        429, "the day's queries are spent", "今日查询次数已满",
        "wait until tomorrow, or ask for a key with more", "请明日再查, 或申请更高额度的密钥",
    ),
    "too_many": ProblemCode(
        429, "more than may be asked in a time", "查询过多",
        "wait as long as Retry-After says", "请按 Retry-After 所示秒数等待",
    ),
    "parameter_not_in_force": ProblemCode(
        500, "a value of the rules is not configured", "规则所需的参数未配置",
        "tell the office that runs the service; nothing was changed",
        "请告知服务的管理单位; 未作任何更改",
    ),
    "configuration": ProblemCode(
        500, "the service is set up wrongly", "服务配置有误",
        "tell the office that runs the service; nothing was changed",
        "请告知服务的管理单位; 未作任何更改",
    ),
    "internal": ProblemCode(
        500, "the service failed", "服务发生故障",
        "the service failed; nothing was changed", "服务发生故障; 未作任何更改",
    ),
    "storage_unavailable": ProblemCode(
        503, "answers cannot be recorded or read", "评估无法存档或读取",
        "nothing is answered that is not on record: try again later",
        "未存档即不答复: 请稍后重试",
    ),
    "model_not_found": ProblemCode(
        503, "no model is loaded", "尚未加载模型",
        "no champion is loaded: train a version and run `riskmodel promote VERSION`",
        "尚无现行模型: 请训练一个版本并运行 `riskmodel promote VERSION`; 规则仍可查询",
    ),
    "artifact_tampered": ProblemCode(
        503, "the model is not as it was made", "模型文件与清单不符",
        "the model's files do not match their manifest: place the version again",
        "模型文件与清单不符: 请重新放置该版本",
    ),
    "schema_mismatch": ProblemCode(
        503, "the model needs other fields", "模型所需字段不符",
        "the model needs what the household record has not: serve a version that was trained for "
        "it",
        "模型需要户记录所没有的字段: 请使用据户记录训练的版本",
    ),
    "model_unavailable": ProblemCode(
        503, "the model cannot be used", "模型不可用",
        "the model cannot be used now: see the ready probe", "模型暂不可用: 原因见就绪检查",
    ),
    "not_ready": ProblemCode(
        503, "the service is not ready", "服务尚未就绪",
        "the service cannot assess households now", "服务暂时不能评估农户, 规则仍可查询",
    ),
    "keys_unavailable": ProblemCode(
        503, "the keys cannot be read", "无法读取密钥",
        "the ready probe says why: try again later", "原因见就绪检查: 请稍后重试",
    ),
    "issuer_unavailable": ProblemCode(
        503, "the issuer of tokens does not answer", "令牌签发方无应答",
        "try again later, or use a key", "请稍后重试, 或使用密钥",
    ),
    "access_unavailable": ProblemCode(
        503, "who may ask cannot be told now", "暂时无法核验身份",
        "try again later", "请稍后重试",
    ),
    "overloaded": ProblemCode(
        503, "the service is overloaded", "服务繁忙",
        "wait as long as Retry-After says", "请按 Retry-After 所示秒数等待后重试",
    ),
}  # fmt: skip
"""By code, in the order of statuses."""

_HEAD = """# Problems (问题代码)

Generated by `riskmodel reference problems`; a test compares. Every error is a problem document
(RFC 9457, `application/problem+json`). `code` is stable within `/v1`, and `type` is
`urn:riskmodel:problem:` and the code; `title`, `detail` and their Chinese `title_zh`, `detail_zh`
are for people and may be worded anew. No text repeats a value of a household.

每个错误都是一份问题文档; `code` 在 `/v1` 内保持不变, 文字仅供阅读, 可随时改写, 且绝不重复
农户的任何数值。
"""


def problems_reference(faults: list[tuple[str, str, str]]) -> str:
    """The codes as a Markdown page; `faults` are code, English and Chinese remedy of a fault."""
    codes = [
        (f"`{code}`", str(held.status), held.title_zh, held.title_en, held.detail_zh,
         held.detail_en)
        for code, held in PROBLEMS.items()
    ]  # fmt: skip
    return "\n".join(
        [
            _HEAD,
            "## Codes (代码)",
            "",
            table(("code", "status", "中文", "English", "处理", "what to do"), codes),
            "",
            "## Faults (逐项问题)",
            "",
            "`errors` of `invalid_data` lists at most 100 faults, each with `pointer` (RFC 6901),",
            "`code`, `remedy_en` and `remedy_zh`. In braces stands what the field asks for.",
            "",
            table(("code", "改法", "remedy"), [(f"`{one[0]}`", one[2], one[1]) for one in faults]),
            "",
        ]
    )
