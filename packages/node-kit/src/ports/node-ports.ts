import type { AgentPort } from './agent-port.ts';
import type { AttemptPort } from './attempt-port.ts';
import type { ContinuityPort } from './continuity-port.ts';
import type { DeviceKeyPort } from './device-key-port.ts';
import type { DevicePort } from './device-port.ts';
import type { DeviceRequestPort } from './device-request-port.ts';
import type { DirectoryPort } from './directory-port.ts';
import type { FederationPort } from './federation-port.ts';
import type { HttpPort } from './http-port.ts';
import type { IdentityPort } from './identity-port.ts';
import type { MailPort } from './mail-port.ts';
import type { MessagePort } from './message-port.ts';
import type { NoticePort } from './notice-port.ts';
import type { OfflineDevicePort } from './offline-device-port.ts';
import type { OneTimeCodePort } from './one-time-code-port.ts';
import type { PersistentCookiePort } from './persistent-cookie-port.ts';
import type { PostponedDevicePort } from './postponed-device-port.ts';
import type { PushPort } from './push-port.ts';
import type { ScriptPort } from './script-port.ts';
import type { SelfServicePort } from './self-service-port.ts';
import type { SignOnPort } from './sign-on-port.ts';
import type { WebAuthnPort } from './webauthn-port.ts';

/** All of the world that a node can reach. */
export interface NodePorts {
  readonly identities: IdentityPort;
  readonly devices: DevicePort;
  readonly deviceKeys: DeviceKeyPort;
  readonly deviceRequests: DeviceRequestPort;
  readonly postponedDevices: PostponedDevicePort;
  readonly attempts: AttemptPort;
  readonly agents: AgentPort;
  readonly continuity: ContinuityPort;
  readonly directory: DirectoryPort;
  readonly push: PushPort;
  readonly offlineDevices: OfflineDevicePort;
  readonly scripts: ScriptPort;
  readonly selfService: SelfServicePort;
  readonly http: HttpPort;
  readonly mail: MailPort;
  readonly notices: NoticePort;
  readonly messages: MessagePort;
  readonly oneTimeCodes: OneTimeCodePort;
  readonly persistentCookies: PersistentCookiePort;
  readonly federation: FederationPort;
  readonly signOns: SignOnPort;
  readonly webauthn: WebAuthnPort;
}
