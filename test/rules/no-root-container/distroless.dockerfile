FROM gcr.io/distroless/nodejs24-debian12:nonroot
COPY dist /app
# ok: no-root-container
CMD ["/app/main.js"]
