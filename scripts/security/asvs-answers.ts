import { ENCODING } from './asvs/v01-encoding.ts';
import { VALIDATION } from './asvs/v02-validation.ts';
import { FRONTEND } from './asvs/v03-frontend.ts';
import { API } from './asvs/v04-api.ts';
import { FILES } from './asvs/v05-files.ts';
import { AUTHENTICATION } from './asvs/v06-authentication.ts';
import { SESSIONS } from './asvs/v07-sessions.ts';
import { AUTHORIZATION } from './asvs/v08-authorization.ts';
import { TOKENS } from './asvs/v09-tokens.ts';
import { OAUTH } from './asvs/v10-oauth.ts';
import { CRYPTOGRAPHY } from './asvs/v11-cryptography.ts';
import { COMMUNICATION } from './asvs/v12-communication.ts';
import { CONFIGURATION } from './asvs/v13-configuration.ts';
import { DATA } from './asvs/v14-data.ts';
import { CODING } from './asvs/v15-coding.ts';
import { LOGGING } from './asvs/v16-logging.ts';
import { WEBRTC } from './asvs/v17-webrtc.ts';
import type { AsvsChapter } from './asvs-answer.ts';

/** What each chapter says, in the order of the standard. */
export const ASVS_ANSWERED: readonly AsvsChapter[] = [
  ENCODING,
  VALIDATION,
  FRONTEND,
  API,
  FILES,
  AUTHENTICATION,
  SESSIONS,
  AUTHORIZATION,
  TOKENS,
  OAUTH,
  CRYPTOGRAPHY,
  COMMUNICATION,
  CONFIGURATION,
  DATA,
  CODING,
  LOGGING,
  WEBRTC,
];

/** Every answer by the number of its requirement. */
export const ASVS_ANSWERS: AsvsChapter = Object.assign({}, ...ASVS_ANSWERED) as AsvsChapter;
