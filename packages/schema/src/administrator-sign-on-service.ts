import { z } from 'zod';

/** What is asked of administrators beside their first factor. */
export const administratorFactorRule = z.enum(['required', 'offered', 'off']);
export type AdministratorFactorRule = z.infer<typeof administratorFactorRule>;

/** How administrators sign on; of the root realm, where they are. Ours; AM has none of its kind. */
export const administratorSignOnService = z
  .object({
    secondFactor: administratorFactorRule.default('offered').meta({
      title: 'Second factor',
      help: '`required`: whoever has none enrols one at the sign-on, and a session without one administers nothing. `offered`: it can be put off. `off`: nobody is offered one. Whoever has a second factor is always asked for it.',
    }),
  })
  .strict();
export type AdministratorSignOnService = z.infer<typeof administratorSignOnService>;
