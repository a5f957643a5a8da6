import type { ServerConfig } from '../config.ts';

/** Values of variables may be host names and switches, which stand everywhere: as a secret counts what is long enough and no plain word or address. */
const SHORTEST_VARIABLE = 8;

/** Every secret that a configuration holds, for the log to take them out of its lines. */
export function secretsOfConfig({ adminPassword, metrics, mail, mongodbUri, tracing, variables }: SecretConfig): string[] {
  const connection = mongodbUri === undefined ? null : /^mongodb(?:\+srv)?:\/\/[^/@]*:([^/@]*)@/.exec(mongodbUri);
  const auth = mail.smtp?.auth;
  const ofMail = auth === undefined ? [] : 'password' in auth ? [auth.password] : [auth.oauth.clientSecret, auth.oauth.refreshToken];
  const secrets = [
    adminPassword,
    metrics.token,
    ...ofMail,
    mongodbUri,
    connection?.[1],
    decoded(connection?.[1]),
    ...Object.values(tracing?.headers ?? {}),
  ];
  const named = [...variables.values()].filter((value) => value.length >= SHORTEST_VARIABLE && /\d/.test(value) && !URL.canParse(value));
  return [...secrets.filter((secret) => secret !== undefined && secret !== ''), ...named] as string[];
}

type SecretConfig = Pick<ServerConfig, 'adminPassword' | 'metrics' | 'mail' | 'mongodbUri' | 'tracing' | 'variables'>;

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
