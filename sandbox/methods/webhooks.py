"""setWebhook, deleteWebhook, getWebhookInfo."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from sandbox import refusals
from sandbox.model import Wire
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.webhook import Hook
from sandbox.world import World

_MOST_CONNECTIONS = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


def set_webhook(world: World, params: Params) -> bool:
    """Updates are posted to `url` from now on, and a waiting poll ends with 409; the empty address deletes."""
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad("Bad Request: secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad("Bad Request: secret token contains unallowed characters")
    _check(url)
    _forget(world, params)
    world.updates.allow(params.json("allowed_updates"))
    connections = min(max(params.integer("max_connections", 40), 1), _MOST_CONNECTIONS)
    custom = "certificate" in params.files
    world.hook = Hook(url=url, secret=secret, connections=connections, certificate=custom)
    world.updates.conflict(refusals.ENDED_BY_WEBHOOK)
    return True


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        port = parts.port
    except ValueError:
        raise bad("Bad Request: bad webhook: invalid webhook URL specified") from None
    # Telegram wants https and one of four ports. To this machine plain http on any port does as well: nothing
    # leaves it. Any other host is not resolved, because the sandbox has no network.
    if scheme not in ("http", "https"):
        raise bad("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if not _is_loopback(host):
        if scheme == "http":
            raise bad("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if port not in (None, 443, 80, 88, 8443):
            raise bad("Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        raise bad("Bad Request: bad webhook: Failed to resolve host: Name or service not known")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def delete_webhook(world: World, params: Params) -> bool:
    """Back to getUpdates; what waits stays unless `drop_pending_updates`."""
    _forget(world, params)
    world.hook = None
    world.pulse.fire()
    return True


def _forget(world: World, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        world.updates.forget()


def get_webhook_info(world: World, _params: Params) -> Wire:
    """The webhook, what went wrong last, and how many updates wait."""
    hook = world.hook
    info: Wire = {"url": hook.url if hook else "", "has_custom_certificate": bool(hook and hook.certificate)}
    info["pending_update_count"] = world.updates.pending
    if hook:
        info |= {"max_connections": hook.connections, "ip_address": "127.0.0.1"}
    if hook and hook.failure:
        info |= {"last_error_date": int(hook.failed_at), "last_error_message": hook.failure}
    return info | ({"allowed_updates": list(world.updates.allowed)} if world.updates.allowed else {})
