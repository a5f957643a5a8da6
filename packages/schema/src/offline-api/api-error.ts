import { z } from 'zod';

/** An error of the offline API, in the form of Okta's APIs. */
export const apiError = z.object({
  errorCode: z.string().meta({ description: 'What kind of error it is, such as E0000001.' }),
  errorSummary: z.string(),
  errorCauses: z.array(
    z.object({ errorSummary: z.string().meta({ description: 'What is wrong; with the member that it is wrong with.' }) }),
  ),
  errorId: z.string().meta({ description: 'Names this one error; the log of the server has it, too.' }),
});
export type ApiError = z.infer<typeof apiError>;
