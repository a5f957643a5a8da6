import { accessPolicyOperations } from './access-policy-operations.ts';
import type { ApiOperation } from './api-operation.ts';
import { applicationOperations } from './application-operations.ts';
import { authenticationServiceOperations } from './authentication-service-operations.ts';
import { authenticatorOperations } from './authenticator-operations.ts';
import { directoryOperations } from './directory-operations.ts';
import { idpOperations } from './idp-operations.ts';

/** Every endpoint of the offline API that a token is needed for. */
export const operations: readonly ApiOperation[] = [
  ...authenticationServiceOperations,
  ...idpOperations,
  ...directoryOperations,
  ...applicationOperations,
  ...accessPolicyOperations,
  ...authenticatorOperations,
];
