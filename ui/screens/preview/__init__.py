"""The raise preview: how a raise may end, what it costs the issuer, and what that hangs on."""
