import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@waygate/schema';

/** Somebody who comes to a journey that nobody has described, and what they know. */
export interface ExplorerPerson {
  readonly username: string;
  readonly password: string;
  /** What they fill in, by the name of the attribute. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What they answer to every security question. */
  readonly kbaAnswer: string;
}

/** Makes up a person whom nobody else is called like. */
export function inventPerson(): ExplorerPerson {
  const username = `p${randomBytes(6).toString('hex')}`;
  return {
    username,
    password: `Aa1!${randomBytes(9).toString('base64url')}`,
    kbaAnswer: 'somewhere else',
    attributes: {
      userName: username,
      givenName: 'Robin',
      sn: 'Example',
      cn: 'Robin Example',
      mail: `${username}@example.com`,
      telephoneNumber: '+15550100',
      postalAddress: '1 Example Road',
      city: 'Bristol',
      postalCode: '10000',
      country: 'GB',
      stateProvince: 'Avon',
      displayName: 'Robin Example',
      description: 'Explores journeys.',
    },
  };
}

/** The person as a managed object, with security questions that they have answered. */
export function asManagedUser({ username, password, attributes, kbaAnswer }: ExplorerPerson): JsonObject {
  const { userName: _, cn: _cn, displayName: _d, ...members } = attributes;
  return {
    ...members,
    userName: username,
    password,
    kbaInfo: [
      { questionId: '1', answer: kbaAnswer },
      { questionId: '2', answer: kbaAnswer },
    ],
  };
}
