import type { DevicePort, IdentityPort } from '@waygate/node-kit';
import type { ManagedPeople } from './answer-openidm.ts';

/** A request that a script makes. */
export interface ScriptHttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface ScriptHttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

/** All of the world that a script can reach. */
export interface ScriptWorld {
  readonly http: {
    /** @throws WaygateError whose message the script sees, such as for an address that it may not call */
    send(request: ScriptHttpRequest): Promise<ScriptHttpResponse>;
  };
  readonly identities: Pick<IdentityPort, 'find' | 'updateAttributes'> & ManagedPeople;
  readonly devices: Pick<DevicePort, 'listProfiles'>;
  readonly variables: {
    /** Value of a variable of the operator, such as `esv.my.name`. */
    get(name: string): string | undefined;
  };
}
