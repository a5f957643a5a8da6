import type { ApiOperation } from './api-operation.ts';
import { authenticationServiceOperations } from './authentication-service-operations.ts';
import { idpOperations } from './idp-operations.ts';

/** Every endpoint of the offline API that a token is needed for. */
export const operations: readonly ApiOperation[] = [...authenticationServiceOperations, ...idpOperations];
