FROM nginx:1.29
COPY dist /usr/share/nginx/html
# ok: no-root-container
CMD ["nginx", "-g", "daemon off;"]
