"""``petechiae-cds token``: plays a CDS client for an integrator who has none yet."""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path
from typing import Any

import click
import jwt
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cds.cli.failures import InputUnusable
from cds.security.algorithms import ALGORITHMS

__all__ = ["token"]

_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}
_RSA_BITS = 3072


@click.command()
@click.option("--aud", required=True, help="Address that will be called, such as BASE/cds-services/ID.")
@click.option("--iss", default="https://test-client.example.org", show_default=True, help="Issuer: the client.")
@click.option("--alg", type=click.Choice(list(ALGORITHMS)), default="ES384", show_default=True, help="Algorithm.")
@click.option("--kid", help="Id of the key; default test- and the algorithm.")
@click.option(
    "--lifetime", type=click.IntRange(1, 86_400), default=300, show_default=True, help="Seconds until it expires."
)
@click.option("--tenant", help="Tenant, when the client has several.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/test-client"),
    show_default=True,
    help="Where the key, the key set and the file of clients are kept and found again.",
)
def token(  # noqa: PLR0913, PLR0917 - one for each option
    aud: str, iss: str, alg: str, kid: str | None, lifetime: int, tenant: str | None, folder: Path
) -> None:
    """Print a client token for testing; it is good for one call.

    The first time this makes a private key, its public key set (jwks.json) and a file of clients (clients.yaml) that
    PETECHIAE_CLIENTS can name as it is. Never declare this client where real patients are.
    """
    kid = kid or f"test-{alg}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = _key(folder / f"{alg}.pem", alg)
        _add_to_key_set(folder / "jwks.json", {**_public(key, alg), "kid": kid, "use": "sig", "alg": alg})
        _declare(folder / "clients.yaml", iss, alg, lifetime)
    except OSError as error:
        raise InputUnusable(f"{folder} cannot be used: {error.strerror}.") from None
    except (KeyError, TypeError, ValueError, yaml.YAMLError):
        raise InputUnusable(
            f"{folder} holds a file that is not what this command writes; name another folder."
        ) from None
    now = int(time.time())
    claims = {"iss": iss, "aud": aud, "iat": now, "exp": now + lifetime, "jti": str(uuid.uuid4())}
    if tenant:
        claims["tenant"] = tenant
    click.echo(f"Start the service with PETECHIAE_CLIENTS={folder / 'clients.yaml'}", err=True)
    click.echo(jwt.encode(claims, key, alg, headers={"kid": kid, "typ": "JWT"}))


def _key(path: Path, alg: str) -> _Key:
    if path.exists():
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(found, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise ValueError(f"{path.name} is no key for {alg}.")
        return found
    curve = ALGORITHMS[alg].crv
    key = ec.generate_private_key(_CURVES[curve]) if curve else rsa.generate_private_key(65537, _RSA_BITS)
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.touch(mode=0o600)
    path.write_bytes(text)
    return key


def _public(key: _Key, alg: str) -> dict[str, Any]:
    jwk: dict[str, Any] = json.loads(jwt.get_algorithm_by_name(alg).to_jwk(key.public_key()))
    return {name: value for name, value in jwk.items() if name != "key_ops"}


def _add_to_key_set(path: Path, key: dict[str, Any]) -> None:
    """The set keeps the keys of other algorithms."""
    keys = json.loads(path.read_text("utf-8"))["keys"] if path.exists() else []
    keys = [known for known in keys if known["kid"] != key["kid"]]
    path.write_text(json.dumps({"keys": [*keys, key]}, indent=2) + "\n", "utf-8")


def _declare(path: Path, iss: str, alg: str, lifetime: int) -> None:
    """The client as the service wants it; algorithms and lifetimes asked for before stay allowed."""
    known = yaml.safe_load(path.read_text("utf-8"))["clients"] if path.exists() else []
    others = [client for client in known if client["iss"] != iss]
    old: dict[str, Any] = next((client for client in known if client["iss"] == iss), {})
    minutes = max(old.get("longest_minutes", 60), -(-lifetime // 60))
    entry = {
        "name": f"Test client {iss}",
        "iss": iss,
        "jwks": "jwks.json",
        "algorithms": sorted({alg, *old.get("algorithms", ())}),
        "longest_minutes": minutes,
    }
    path.write_text(yaml.safe_dump({"clients": [*others, entry]}, sort_keys=False), "utf-8")
