# ok: no-floating-image-tag
FROM gitpod/workspace-full:latest
