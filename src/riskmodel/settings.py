"""Every setting of a deployment, read from the environment at the door.

A modelling choice is in `models/*.toml`, a legal value in the parameter files; neither is here.
"""

from pathlib import Path

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
    host: str = Field("127.0.0.1", description="address that the service binds to")
    port: int = Field(8300, ge=1, le=65535, description="port that the service binds to")
    max_body_bytes: int = Field(65_536, ge=1, description="largest body of one household")
    max_batch_body_bytes: int = Field(8_388_608, ge=1, description="largest body of a batch")
    max_batch: int = Field(1_000, ge=1, description="most households in one batch call")

    @property
    def champions(self) -> Path:
        """Folder that serving reads champions from."""
        return self.state / "champions"
