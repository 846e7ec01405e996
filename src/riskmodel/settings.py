"""Every setting of a deployment, read from the environment at the door.

A modelling choice is in `models/*.toml`, a legal value in the parameter files; neither is here.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings with defaults that work for a newcomer; set one as RISKMODEL_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="RISKMODEL_", frozen=True, extra="ignore")

    model_name: str = Field("return-to-poverty-12m", description="registered model to serve")
    state: Path = Field(Path("var"), description="folder of champions, MLflow store and panels")
    tracking_uri: str = Field("", description="MLflow address; empty is SQLite below `state`")
    parameters: Path | None = Field(
        None, description="folder of a county's own parameters, over the shipped ones"
    )
    storage: bool = Field(
        default=True, description="record every assessment before it is answered"
    )
    database_url: str = Field(
        "", description="`postgresql://…` or `sqlite:///…`; empty is SQLite below `state`"
    )
    upgrade_database: bool = Field(
        default=True,
        description="bring the database to the layout of the release when it is opened",
    )
    anchors: Path | None = Field(
        None,
        description="file of the audit log's anchors, best where the database's keeper cannot "
        "write; none is `audit-anchors.jsonl` in `state`",
    )
    anchor_minutes: float = Field(5, gt=0, description="time between two anchors")
    retry_hours: float = Field(
        24, gt=0, description="how long a retry with the same Idempotency-Key is answered alike"
    )
    signing_key: Path | None = Field(
        None, description="Ed25519 private key (PEM) that signs anchors"
    )
    public_key: Path | None = Field(
        None, description="Ed25519 public key (PEM) that anchors must be signed with"
    )
    promotion_key: Path | None = Field(
        None, description="Ed25519 private key (PEM) that signs promotions; not on the service"
    )
    promotion_public_key: Path | None = Field(
        None,
        description="Ed25519 public key (PEM); where set, only versions that were promoted with "
        "its private key are served",
    )
    champion_poll_seconds: float = Field(
        2, ge=0, description="time between two looks for a new champion or challenger; 0 is never"
    )
    prove_seconds: float = Field(
        120, gt=0, description="time that a version may take to prove itself before it serves"
    )
    prove_memory_mb: int = Field(
        4096, ge=512, description="address space that it may take for that, MiB"
    )
    shadow: bool = Field(
        default=False, description="score each assessment with the challenger too, aside"
    )
    alerts: bool = Field(
        default=True,
        description="make alerts and send webhooks in the service; off where `riskmodel alerts "
        "follow` does it",
    )
    office: str = Field(
        "",
        max_length=300,
        description="name, address and telephone of the office, as letters to households say "
        "them; empty leaves a line to fill in by hand",
    )
    webhook_networks: str = Field(
        "",
        description="networks that webhooks may go to, parted by commas, such as `10.20.0.0/16`; "
        "none is public addresses alone",
    )
    webhook_loopback: bool = Field(
        default=False, description="webhooks may go to this machine, without TLS too"
    )
    webhook_household_id: bool = Field(
        default=True, description="webhooks name the household by its opaque id"
    )
    webhook_source: str = Field(
        "urn:riskmodel", description="`source` of the CloudEvents that webhooks send"
    )
    webhook_authority: str = Field(
        "", description="file of the certificates (PEM) that webhooks trust; none is the machine's"
    )
    webhook_key: Path | None = Field(
        None,
        description="file of the key that the secrets of webhooks are derived from; none is "
        "`webhooks.key` in `state`, made when it is first needed",
    )
    jobs: bool = Field(
        default=True,
        description="do batch jobs beside the service; off where `riskmodel jobs follow` does",
    )
    job_inputs: Path | None = Field(
        None, description="folder that jobs may read inputs from; none is uploads alone"
    )
    job_workers: int = Field(1, ge=1, le=64, description="parts of a job at once")
    max_job_body_bytes: int = Field(
        268_435_456, ge=1, description="largest file that may be sent with a job"
    )
    host: str = Field("127.0.0.1", description="address that the service binds to")
    port: int = Field(8300, ge=1, le=65535, description="port that the service binds to")
    max_body_bytes: int = Field(65_536, ge=1, description="largest body of one household")
    max_history_body_bytes: int = Field(
        1_048_576, ge=1, description="largest body of one household with its earlier records"
    )
    max_batch_body_bytes: int = Field(8_388_608, ge=1, description="largest body of a batch")
    max_batch: int = Field(1_000, ge=1, description="most households in one batch call")

    max_in_flight: int = Field(
        64, ge=1, description="requests in work at once in a process; more are answered 503"
    )
    rate_per_second: float = Field(
        200, gt=0, description="requests a second that a key may make, in each process"
    )
    rate_burst: int = Field(400, ge=1, description="requests that a key may make at once")
    daily_household_queries: int = Field(
        20, ge=1, description="queries a day of one key about one household"
    )
    daily_queries: int = Field(
        10_000,
        ge=1,
        description="queries a day of one key in all, each household of a batch one; a key may "
        "have a figure of its own",
    )
    wrong_keys_per_minute: int = Field(
        10, ge=1, description="keys not known that an address may show before it has to wait"
    )
    oidc_issuer: str = Field(
        "", description="OpenID Connect issuer whose bearer tokens are trusted; empty is none"
    )
    oidc_audience: str = Field("", description="audience that a token must name")
    oidc_jwks_url: str = Field(
        "", description="address of the issuer's keys; empty is what the issuer says of itself"
    )
    oidc_algorithms: str = Field(
        "RS256 PS256 ES256 EdDSA",
        description="signatures that are accepted, none with a secret",
    )
    oidc_name_claim: str = Field("sub", description="claim that names the caller on record")
    oidc_scope_claim: str = Field("scope", description="claim that holds scopes or roles")
    oidc_area_claim: str = Field("area", description="claim that holds areas: CN or codes")
    oidc_roles: dict[str, list[str]] = Field(
        {},
        description='scopes of a role, as JSON: `{"clerk": ["assess", "review"]}`; a word that is '
        "not there is a scope's own name",
    )

    @property
    def budgets(self) -> Path:
        """Folder of the counts of queries."""
        return self.state / "budgets"

    workers: int = Field(1, ge=1, le=64, description="processes that serve on the one port")
    stop_pause_seconds: float = Field(
        5, ge=0, description="how long the service says that it is not ready before it stops"
    )
    stop_seconds: float = Field(
        20, gt=0, description="how long requests may take to end once it stops"
    )
    hung_seconds: float = Field(
        30, gt=0, description="how long one of several workers may hang before it is replaced"
    )
    golden_seconds: float = Field(
        2, gt=0, description="how long a known household may take to score, else not ready"
    )
    least_free_mebibytes: int = Field(
        50, ge=0, description="room on the database's disk below which it is not ready"
    )
    head_seconds: float = Field(10, gt=0, description="how long a request's head may take")
    body_seconds: float = Field(
        20, gt=0, description="how long its body may take, and 1 s more for each 256 KiB allowed"
    )
    keep_alive_seconds: int = Field(
        75,
        ge=1,
        description="how long a connection is kept on which nothing is asked; longer than a proxy "
        "in front keeps its own (nginx: 60), or it asks on one that is just being closed",
    )
    max_bodies_bytes: int = Field(
        33_554_432, ge=1, description="most bytes of bodies at once in a process, else 503"
    )
    log_format: Literal["plain", "json"] = Field(
        "plain", description="`plain` lines for people or `json` lines for programs"
    )
    log_requests: bool = Field(
        default=True, description="log a line for each request, with nothing personal"
    )
    traces: str = Field(
        "", description="address of an OpenTelemetry collector (OTLP over HTTP, `…/v1/traces`)"
    )

    @property
    def champions(self) -> Path:
        """Folder that serving reads champions from."""
        return self.state / "champions"

    @property
    def shadow_folder(self) -> Path:
        """Folder that keeps the scores of champion and challenger side by side."""
        return self.state / "shadow"

    @property
    def jobs_folder(self) -> Path:
        """Folder of the inputs and outputs of jobs, each in its own below it."""
        return self.state / "jobs"

    @property
    def levers(self) -> Path:
        """Folder that keeps who asked what a measure would go with."""
        return self.state / "levers"

    @property
    def database_folder(self) -> Path:
        """Folder of the SQLite database, and of nothing else."""
        return self.state / "database"

    @property
    def webhook_key_file(self) -> Path:
        """File of the key that the secrets of webhooks are derived from."""
        return self.webhook_key or self.state / "webhooks.key"

    @property
    def outcomes(self) -> Path:
        """File of what became of households, as it was imported for the model that serves."""
        return self.state / "outcomes" / f"{self.model_name}.parquet"

    def month_file(self, model: str) -> Path:
        """File of the last month that was monitored of a model."""
        return self.state / "monitoring" / f"{model}.json"

    @property
    def anchors_file(self) -> Path:
        """File of the audit log's anchors."""
        return self.anchors or self.state / "audit-anchors.jsonl"


def settings_page() -> str:
    """Every setting as a Markdown page."""
    head = [
        "# Settings",
        "",
        "Generated by `riskmodel reference settings`; a test compares. Each is read from the",
        "environment when a command or the service starts.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    rows = [
        f"| `RISKMODEL_{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([*head, *rows]) + "\n"


def _default(value: object) -> str:
    return "none" if value in (None, "") else f"`{value}`"
