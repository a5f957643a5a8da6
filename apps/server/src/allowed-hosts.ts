import type { AllowedHosts } from '@waygate/integrations';

/** What the server may call: the public Internet and what is listed, or what is listed alone. */
export type Outbound = 'public' | 'listed';

/** Variables that list hosts for what the server calls. */
export type HostVariable =
  | 'WAYGATE_SCRIPT_HOSTS'
  | 'WAYGATE_PROVIDER_HOSTS'
  | 'WAYGATE_DIRECTORY_HOSTS'
  | 'WAYGATE_HEALTH_HOSTS'
  | 'WAYGATE_METADATA_HOSTS'
  | 'WAYGATE_MESSAGE_HOSTS'
  | 'WAYGATE_WEBHOOK_HOSTS';

/** The hosts of a list as requests are held against it. @param variable that lists them, to be named to whoever asks for another */
export function allowedHosts(variable: HostVariable, hosts: readonly string[] = [], outbound: Outbound = 'public'): AllowedHosts {
  const listed = new Set(hosts.map((host) => host.toLowerCase()));
  return outbound === 'listed' ? Object.assign(listed, { onlyListed: variable }) : listed;
}
