# In the place of nginx:1.28: Debian's nginx with what that image has beside it, a user by the number 101 and logs that lead to the output.
FROM waygate-stand-in/debian:12
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light \
  && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
STOPSIGNAL SIGQUIT
