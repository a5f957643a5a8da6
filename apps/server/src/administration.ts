// What the command line needs: the store with everything around it, without the parts that listen, so that a command starts in half the time.

export { isWellKnownPassword } from '@waygate/integrations';
export { apiClientKeyOf, newApiClientKey, newServiceAccountKey } from '@waygate/oidc/administration';
export { applicationDesk } from './application-desk.ts';
export { attemptsOf } from './attempts-of.ts';
export { certificateDesk } from './certificate-desk.ts';
export { apiClientDesk, clientDesk, rotateKeys, serviceAccountDesk } from './client-desk.ts';
export { fidoMetadataOf } from './compose-fido-metadata.ts';
export { readConfig } from './config.ts';
export { type CopyTarget, copyStore } from './copy-store.ts';
export { createKeysFile } from './create-keys-file.ts';
export { deviceDesk } from './device-desk.ts';
export { directoriesOf } from './directories-of.ts';
export { editableAttributesOf } from './editable-attributes-of.ts';
export { emailTemplatesOf } from './email-templates-of.ts';
export { defaultRealm, ensureRootRealm } from './first-start.ts';
export { healthOf } from './health-of.ts';
export { nginxServer } from './nginx-server.ts';
export { noticesOf } from './notices-of.ts';
export { offlineCodesOf } from './offline-codes-of.ts';
export { offlineDeviceDesk } from './offline-device-desk.ts';
export { providerDesk } from './provider-desk.ts';
export { scriptDesk } from './script-desk.ts';
export { sealingKeys } from './sealing-keys.ts';
export { backUpStore, restoreStore } from './store-backup.ts';
export { webhooksOf } from './webhooks-of.ts';
export { openWorkspace, type Workspace } from './workspace.ts';
