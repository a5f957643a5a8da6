import { type Application, ASSERTION_HEADER } from '@waygate/schema';

/** Where nginx finds what it stands between. */
export interface NginxSurroundings {
  /** Slash form. */
  readonly realm: string;
  /** Address at which nginx reaches this server; `https` is checked against the authorities of the system. */
  readonly waygate: URL;
  /** Address of the application itself, which nobody but nginx may reach. */
  readonly upstream: URL;
  /** Files of the certificate and its key, for an application that is reached by https. */
  readonly certificate: string;
  readonly certificateKey: string;
}

/**
 * A configuration of nginx for one application, to stand in the `http` context: nothing goes to the application that was not decided, whatever a client sent under a mapped header is
 * overwritten, and the cookie of the session does not get there. When this server does not answer, nginx lets nobody pass.
 */
export function nginxServer(application: Application, surroundings: NginxSurroundings): string {
  const { name, headers, publicDomain } = application;
  const { realm, waygate, upstream } = surroundings;
  const own = `waygate_${name.replaceAll('-', '_')}`;
  const domain = new URL(publicDomain);
  const secure = domain.protocol === 'https:';
  const cookie = `${secure ? '__Host-' : ''}waygate\\.${name}`;
  const gate = `/forward-auth/${realm === '/' ? 'root' : encodeURIComponent(realm.slice(1))}`;
  const told = [...headers.map(({ header }) => header), ASSERTION_HEADER];
  const asked = [
    ...toWaygate(waygate),
    `proxy_set_header X-Forwarded-Host ${domain.host};`,
    `proxy_set_header X-Forwarded-Proto ${secure ? 'https' : 'http'};`,
    'proxy_set_header X-Forwarded-Uri $request_uri;',
    'proxy_set_header X-Forwarded-Method $request_method;',
    'proxy_set_header X-Forwarded-For $remote_addr;',
    'proxy_set_header X-Real-IP "";',
    'proxy_set_header Content-Length "";',
    'proxy_pass_request_body off;',
    'proxy_http_version 1.1;',
    'proxy_set_header Connection "";',
    'proxy_connect_timeout 3s;',
    'proxy_read_timeout 15s;',
    'proxy_buffer_size 16k;',
    'proxy_buffers 4 16k;',
    'proxy_busy_buffers_size 32k;',
  ];
  const port = waygate.port === '' ? (waygate.protocol === 'https:' ? '443' : '80') : waygate.port;
  const target = `${waygate.protocol}//${own}_gate`;
  return `# The application "${name}" of realm ${realm}, guarded by Waygate. Made by: waygate applications nginx ${name}
# Make it anew when the headers or the public domain change. It stands in the http context, such as in /etc/nginx/conf.d/.
# WAYGATE_TRUSTED_PROXIES must name the address that nginx comes from, and nobody but nginx may reach the application.

upstream ${own}_gate {
    server ${waygate.hostname}:${port};
    keepalive 8;
}

map $http_upgrade $${own}_connection {
    default upgrade;
    "" "";
}

# The application has no business with the cookie of the session.
map $http_cookie $${own}_cookie {
    default $http_cookie;
    "~^${cookie}=[^;]*(?:; *(?<${own}_rest>.*))?$" $${own}_rest;
    "~^(?<${own}_before>.*?); *${cookie}=[^;]*(?<${own}_after>(?:;.*)?)$" $${own}_before$${own}_after;
}

server {
    ${listen(domain, secure)}
    server_name ${domain.hostname};
${secure ? `    ssl_certificate ${surroundings.certificate};\n    ssl_certificate_key ${surroundings.certificateKey};\n    add_header Strict-Transport-Security "max-age=31536000";\n` : ''}    # The application says itself how much it takes.
    client_max_body_size 0;
    # Servers behind may take X_User for X-User.
    underscores_in_headers off;

    location / {
        auth_request /.waygate/check;
        error_page 401 403 = @waygate;
${told.map((header, index) => `        auth_request_set $${own}_${index} $upstream_http_${header.toLowerCase().replaceAll('-', '_')};`).join('\n')}
${told.map((header, index) => `        proxy_set_header ${header} $${own}_${index};`).join('\n')}
        proxy_set_header Cookie $${own}_cookie;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header X-Forwarded-Proto ${secure ? 'https' : 'http'};
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $${own}_connection;
        proxy_http_version 1.1;
        proxy_request_buffering off;
        proxy_pass ${upstream.origin};
    }

    # Decides each request. Any answer but 200, 401 and 403, and none, is an error that nobody gets past.
    location = /.waygate/check {
        internal;
        ${asked.join('\n        ')}
        proxy_pass ${target}${gate}/check;
    }

    # Leads to the sign-on, or says why somebody does not get in.
    location @waygate {
        ${asked.join('\n        ')}
        proxy_method GET;
        rewrite ^ ${gate}/lead? break;
        proxy_pass ${target};
    }

    # Where browsers come back from the sign-on, and where the application leads whoever wants to sign off (/.waygate/sign-off).
    location ^~ /.waygate/ {
        ${asked.join('\n        ')}
        proxy_method GET;
        rewrite ^ ${gate}/lead? break;
        proxy_pass ${target};
    }
}
`;
}

function listen({ hostname, port }: URL, secure: boolean): string {
  if (secure) return `listen ${port === '' ? '443' : port} ssl;`;
  // Without https it is for this machine alone.
  return `listen ${hostname === '[::1]' ? hostname : '127.0.0.1'}:${port === '' ? '80' : port};`;
}

function toWaygate(waygate: URL): readonly string[] {
  const host = `proxy_set_header Host ${waygate.host};`;
  if (waygate.protocol !== 'https:') return [host];
  return [
    host,
    'proxy_ssl_server_name on;',
    `proxy_ssl_name ${waygate.hostname};`,
    'proxy_ssl_verify on;',
    'proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;',
  ];
}
