import type { JsonObject } from '@waygate/schema';

/** What became of a sign-on. */
export type ConnectorStatus = 'STARTED' | 'MFA_REQUIRED' | 'ALLOWED' | 'DENIED' | 'AUTHENTICATED' | 'FAILED';

/** What the connector's capabilities answer, with what is known. `ppmResponse` says the same as a text; it is not signed, since it is for nodes of this server alone. */
export function connectorOutput(facts: {
  readonly status: ConnectorStatus;
  readonly sub: string;
  readonly clientIp: string | undefined;
  readonly device?: string | undefined;
  readonly authenticationType?: string | undefined;
}): JsonObject {
  const { status, sub, clientIp, device, authenticationType } = facts;
  const output = {
    status,
    sub,
    accessingDevice: clientIp === undefined ? {} : { ip: clientIp },
    ...(device === undefined ? {} : { authenticationDevice: { id: device } }),
    ...(authenticationType === undefined ? {} : { authenticationType }),
  };
  return { ...output, ppmResponse: JSON.stringify(output) };
}
