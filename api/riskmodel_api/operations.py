"""Every operation of the service: its stable name, and what it is called in both languages.

`operation_id` is part of the promise of `/v1`: clients are generated from it.
"""

from typing import NamedTuple


class Operation(NamedTuple):
    """One operation; its English description is the route's own."""

    operation_id: str
    summary_en: str
    summary_zh: str
    description_zh: str


OPERATIONS: dict[str, Operation] = {
    "POST /v1/assessments": Operation(
        "assessHousehold", "Assess one household", "评估一户",
        "规则的认定、模型的预期及理由并列。先存档, 后答复; 同一问题对同一版本, 编号与答复不变。",
    ),
    "GET /v1/assessments": Operation(
        "listAssessments", "List assessments", "评估列表",
        "已出具的评估, 最新者在前, 可按户、日期、规则与模型的关系、评分档筛选; 以游标翻页。",
    ),
    "GET /v1/assessments/{assessment_id}": Operation(
        "getAssessment", "Read an assessment", "查阅评估", "按编号查阅已出具的评估, 原文不变。",
    ),
    "POST /v1/assessments/batch": Operation(
        "assessBatch", "Assess many households", "批量评估",
        "一次评估多户; 每户各得结果或各自的问题, 次序不变。",
    ),
    "POST /v1/assessments/change": Operation(
        "explainChange", "Say why a score changed", "说明评分变化",
        "逐项说明同一户两次记录之间评分的变化: 数据、规则包、模型版本各占多少。",
    ),
    "POST /v1/assessments/missing-answers": Operation(
        "findMissingAnswers", "Order what is not answered", "缺项排序",
        "按缺项对评分档的可能影响排序, 或说明无需再问。",
    ),
    "POST /v1/assessments/levers": Operation(
        "tryLevers", "Try measures of the state", "试看帮扶措施",
        "某项帮扶措施落实后评分会是多少: 只是关联, 不是效果。提问人与理由先留存, 后答复。",
    ),
    "GET /v1/models/champion": Operation(
        "getChampion", "Describe the model that serves", "现行模型",
        "现行模型的版本、指纹、输入字段及登记时的评价。",
    ),
    "GET /v1/rules": Operation(
        "listRules", "List the rules", "规则列表", "全部规则, 以及可能提出的认定。",
    ),
    "GET /v1/rules/{rule}": Operation(
        "getRule", "Read a rule", "查阅规则", "一条规则及其用例表。",
    ),
    "POST /v1/rules/check": Operation(
        "checkRules", "Check a household by the rules", "按规则核对一户",
        "只按规则核对一户, 可附历史记录; 不需要模型。",
    ),
    "POST /v1/rules/simulate": Operation(
        "simulateReform", "Try a reform out", "试算规则变动",
        "试算参数变动后哪些户会进入或退出, 以及费用。",
    ),
    "GET /v1/parameters": Operation(
        "listParameters", "List the parameters", "参数列表",
        "规则所用的全部数值, 或某地某日有效的数值, 附来源。",
    ),
    "GET /v2": Operation(
        "describeServer", "Describe the server (OIP)", "服务器信息(开放推理协议)",
        "开放推理协议第2版: 服务器名称与版本。",
    ),
    "GET /v2/health/live": Operation(
        "isServerLive", "Is the server alive? (OIP)", "服务器是否存活(开放推理协议)",
        "进程能否应答。",
    ),
    "GET /v2/health/ready": Operation(
        "isServerReady", "Can the server score? (OIP)", "服务器是否就绪(开放推理协议)",
        "现在能否评分。",
    ),
    "GET /v2/models/{name}": Operation(
        "describeModel", "Describe the model (OIP)", "模型信息(开放推理协议)",
        "模型的输入与输出张量。",
    ),
    "GET /v2/models/{name}/ready": Operation(
        "isModelReady", "Can the model score? (OIP)", "模型是否就绪(开放推理协议)",
        "模型现在能否评分。",
    ),
    "POST /v2/models/{name}/infer": Operation(
        "infer", "Score by tensors (OIP)", "以张量评分(开放推理协议)",
        "每个字段一个张量; 与 /v1 为同一评估, 同样存档。",
    ),
    "GET /v2/models/{name}/versions/{version}": Operation(
        "describeModelVersion", "Describe the model (OIP)", "模型信息(开放推理协议)",
        "指定版本模型的输入与输出张量。",
    ),
    "GET /v2/models/{name}/versions/{version}/ready": Operation(
        "isModelVersionReady", "Can the model score? (OIP)", "模型是否就绪(开放推理协议)",
        "指定版本模型现在能否评分。",
    ),
    "POST /v2/models/{name}/versions/{version}/infer": Operation(
        "inferVersion", "Score by tensors (OIP)", "以张量评分(开放推理协议)",
        "每个字段一个张量; 指定版本与 /v1 为同一评估, 同样存档。",
    ),
    "GET /v1/alerts": Operation(
        "listAlerts", "List alerts", "预警列表",
        "按生成次序给出的预警, 以游标接续, 不重不漏; 不提供按村排序。",
    ),
    "GET /v1/alerts/{alert_id}": Operation(
        "getAlert", "Read an alert", "查阅预警", "一条预警, 附理由与期限。",
    ),
    "POST /v1/alerts/{alert_id}/acknowledge": Operation(
        "acknowledgeAlert", "Acknowledge an alert", "认领预警",
        "记录由谁处理该预警; 先到者为准。",
    ),
    "POST /v1/cases": Operation(
        "openCase", "Open a case", "立案",
        "就一次已出具的评估立案; 该户已有在办案件时, 返回该案件。评分从不作出决定。",
    ),
    "GET /v1/cases/{case_id}": Operation(
        "getCase", "Read a case", "查阅案件", "案件现状: 办理环节、期限与决定。",
    ),
    "GET /v1/opt-outs": Operation(
        "listOptOuts", "List opt-outs", "拒绝自动化评分登记",
        "谁拒绝了自动化评分, 由谁记录, 何时撤回。",
    ),
    "POST /v1/opt-outs": Operation(
        "recordOptOut", "Record an opt-out", "登记拒绝自动化评分",
        "该户改走人工通道, 权益不受影响。",
    ),
    "POST /v1/opt-outs/withdraw": Operation(
        "withdrawOptOut", "Withdraw an opt-out", "撤回拒绝", "该户可再次评分。",
    ),
    "POST /v1/openspp/scores": Operation(
        "scoreForOpenspp", "Score for OpenSPP", "供 OpenSPP 的评分",
        "评估一户并存档, 按 OpenSPP 评分结果的形式给出; 未评分则为 422, 绝不给出数字。",
    ),
    "POST /v1/jobs": Operation(
        "askForJob", "Ask for a batch job", "提交批量作业",
        "上传 Parquet、CSV 或 NDJSON 文件, 或指明服务器上可读的路径; 辖区外的行只进隔离区。",
    ),
    "GET /v1/jobs": Operation(
        "listJobs", "List batch jobs", "批量作业列表", "本辖区可见的批量作业, 最新者在前。",
    ),
    "GET /v1/jobs/{job_id}": Operation(
        "getJob", "Read a batch job", "查阅批量作业", "作业状态、进度、速度与预计剩余时间。",
    ),
    "POST /v1/jobs/{job_id}/cancel": Operation(
        "cancelJob", "Cancel a batch job", "取消批量作业",
        "等待中的立即取消, 进行中的在下一部分前停止。",
    ),
    "GET /v1/jobs/{job_id}/results": Operation(
        "listJobResults", "List the files of a job", "作业结果列表", "已完成作业的全部文件。",
    ),
    "GET /v1/jobs/{job_id}/results/{number}": Operation(
        "getJobResult", "Download a file of a job", "下载作业结果", "按编号下载一个结果文件。",
    ),
    "GET /metrics": Operation(
        "readMetrics", "Figures for Prometheus", "监控指标",
        "各进程的运行指标(Prometheus 文本格式), 不含任何农户信息。",
    ),
    "GET /health/live": Operation(
        "isLive", "Is the process alive?", "进程是否存活", "进程能否应答; 未加载模型时亦为真。",
    ),
    "GET /health/ready": Operation(
        "isReady", "Can it answer?", "能否评估",
        "模型已核验加载且评估能够存档时为真, 否则说明原因。",
    ),
}  # fmt: skip
"""By method and path."""
