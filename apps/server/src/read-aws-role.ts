import type { AwsRole } from '@waygate/integrations';

type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable of AWS that is read, with its meaning: the table in docs/configuration.md is made of this. */
export const AWS_VARIABLES: Readonly<Record<string, string>> = {
  AWS_WEB_IDENTITY_TOKEN_FILE:
    'File with the token of the workload, as EKS mounts one for a service account (IRSA); it is read anew each time. Goes before the others.',
  AWS_ROLE_ARN: 'Role that the token is exchanged for at STS.',
  AWS_ROLE_SESSION_NAME: 'Name of the sessions there; `waygate` when unset.',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'Path at `http://169.254.170.2` that gives the credentials of the task, as ECS sets it.',
  AWS_CONTAINER_CREDENTIALS_FULL_URI:
    'The whole address, as EKS Pod Identity sets it: `https`, or of this machine, `169.254.170.2`, `169.254.170.23` or `[fd00:ec2::23]`.',
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'File with the token that is shown there; it is read anew each time.',
  AWS_ENDPOINT_URL_SNS: 'Where SNS is for the role, such as an endpoint of a private cloud; Amazon’s own address of the region when unset.',
  AWS_ENDPOINT_URL_STS: 'Where STS is, in the same way.',
};

/** Addresses that AWS gave endpoints of credentials, and those of this machine; whatever else is there is spoken to encrypted. */
const IN_CLEAR = /^(169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\]|localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads by which role of the cloud realms may sign on at SNS.
 * @param realms as the configuration names them; the variables of AWS are not looked at when there are none, since some of them are set in every container there
 * @returns undefined when none may, and what is wrong with the variables
 */
export function readAwsRole(
  environment: Environment,
  realms: readonly string[],
): { readonly role?: AwsRole; readonly problems: readonly string[] } {
  if (realms.length === 0) return { problems: [] };
  const read = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const problems: string[] = [];
  const source = sourceOf(read, problems);
  const endpoint = (name: string) => {
    const address = read(name);
    if (address !== undefined && !isTrusted(address)) problems.push(`${name}: must be an https address, or one of this machine.`);
    return address;
  };
  const snsEndpoint = endpoint('AWS_ENDPOINT_URL_SNS');
  const stsEndpoint = endpoint('AWS_ENDPOINT_URL_STS');
  if (source === undefined || problems.length > 0) return { problems };
  return {
    role: {
      source,
      realms: realms.includes('*') ? 'every' : new Set(realms),
      ...(snsEndpoint === undefined ? {} : { snsEndpoint }),
      ...(stsEndpoint === undefined ? {} : { stsEndpoint }),
    },
    problems,
  };
}

function sourceOf(read: (name: string) => string | undefined, problems: string[]): AwsRole['source'] | undefined {
  const webToken = read('AWS_WEB_IDENTITY_TOKEN_FILE');
  const roleArn = read('AWS_ROLE_ARN');
  if (webToken !== undefined) {
    const sessionName = read('AWS_ROLE_SESSION_NAME');
    if (roleArn !== undefined)
      return { type: 'webIdentity', tokenFile: webToken, roleArn, ...(sessionName === undefined ? {} : { sessionName }) };
    problems.push('AWS_ROLE_ARN: is needed with AWS_WEB_IDENTITY_TOKEN_FILE.');
    return undefined;
  }
  const relative = read('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI');
  const url = relative === undefined ? read('AWS_CONTAINER_CREDENTIALS_FULL_URI') : `http://169.254.170.2${relative}`;
  if (url === undefined) {
    problems.push(
      'WAYGATE_AWS_ROLE_REALMS: there is no role to give them. AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI must be set.',
    );
    return undefined;
  }
  if (!isTrusted(url)) {
    problems.push('AWS_CONTAINER_CREDENTIALS_FULL_URI: must be an https address, or one that AWS gave such endpoints.');
    return undefined;
  }
  const tokenFile = read('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE');
  return { type: 'container', url, ...(tokenFile === undefined ? {} : { tokenFile }) };
}

function isTrusted(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && IN_CLEAR.test(url.hostname)));
}
