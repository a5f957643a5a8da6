import { z } from 'zod';
import type { AcrWish } from './assurance.ts';

const claimsParameter = z.object({
  id_token: z
    .object({
      acr: z
        .object({
          essential: z.boolean().exactOptional(),
          value: z.string().exactOptional(),
          values: z.array(z.string()).exactOptional(),
        })
        .nullish(),
    })
    .nullish(),
});

/**
 * What an authorization request wishes the sign-on to be: by `acr_values`, or by the `claims` parameter, which can make it essential. What is essential is not made
 * less so by the other.
 */
export function acrWishOf(params: Readonly<Record<string, unknown>>): AcrWish {
  const claimed = claimedAcr(params['claims']);
  const values = claimed === undefined ? [] : [...(claimed.value === undefined ? [] : [claimed.value]), ...(claimed.values ?? [])];
  if (claimed?.essential === true && values.length > 0) return { values, essential: true };
  const { acr_values: asked } = params;
  return { values: [...(typeof asked === 'string' ? asked.split(' ').filter((value) => value !== '') : []), ...values], essential: false };
}

function claimedAcr(claims: unknown) {
  if (typeof claims !== 'string') return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(claims);
  } catch {
    // Whoever reads the parameter as a whole refuses it.
    return undefined;
  }
  return claimsParameter.safeParse(parsed).data?.id_token?.acr ?? undefined;
}
