import { LIMITED_ERROR_CODE, WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import { amErrorAnswer } from './error-answer.ts';

/** An error at an address of an authorization server: in OAuth's form where its clients are to come again later, and else in AM's. */
export function oauthErrorAnswer(error: unknown): HttpAnswer {
  const answer = amErrorAnswer(error);
  if (!(error instanceof WaygateError) || error.code !== LIMITED_ERROR_CODE) return answer;
  return { ...answer, body: { error: 'temporarily_unavailable', error_description: error.message } };
}
