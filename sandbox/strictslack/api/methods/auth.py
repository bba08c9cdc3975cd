"""auth.*: who am I, and away with this token."""

from strictslack.actions.install import revoke
from strictslack.api.call import Call, method
from strictslack.errors import Json


@method("auth.test")
def test(call: Call) -> Json:
    """Tells whose token this is."""
    state = call.core.state
    team = state.teams[call.team_id]
    user = state.users[call.actor]
    answer: Json = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": user.name,
        "team_id": team.id,
        "user_id": user.id,
        "is_enterprise_install": False,
    }
    if call.caller == "bot":
        answer["bot_id"] = call.installation.bot_id
    if call.installation.expires_at:
        answer["expires_in"] = int(call.installation.expires_at - call.core.clock.now())
    return answer


@method("auth.revoke")
def revoke_token(call: Call) -> Json:
    """Revokes the token it was called with, unless `test` is set."""
    if call.flag("test"):
        return {"revoked": False}
    revoke(call.core, call.installation, call.user_id)
    return {"revoked": True}
