import { defineNode, flagField, password, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { decodeHeaderWords } from './decode-header-words.ts';

export default defineNode({
  type: 'ZeroPageLoginNode',
  displayName: 'Zero Page Login Collector',
  category: 'basic-authentication',
  tags: ['basic authn', 'basic authentication'],
  icon: 'zap',
  summary: 'Takes user name and password from headers of the request, for clients without pages.',
  config: z.object({
    usernameHeader: z
      .string()
      .min(1)
      .max(128)
      .default('X-OpenAM-Username')
      .meta({ title: 'Username header', help: 'Header with the user name.' }),
    passwordHeader: z
      .string()
      .min(1)
      .max(128)
      .default('X-OpenAM-Password')
      .meta({ title: 'Password header', help: 'Header with the password.' }),
    allowWithoutReferer: flagField('Allow without referer', 'Takes requests that have no Referer header.', true),
    referrerWhiteList: z
      .array(z.string().max(2048))
      .default([])
      .meta({ title: 'Referer list', help: 'Referers that are taken, exactly; empty takes all.' }),
  }),
  outcomes: { true: 'Has Credentials', false: 'No Credentials' },
  writes: [username, password],
  run: ({ config, request, state, goTo }) => {
    const names = request.header(config.usernameHeader.toLowerCase());
    const passwords = request.header(config.passwordHeader.toLowerCase());
    const [name] = names;
    const [typed] = passwords;
    if (name === undefined || typed === undefined) return goTo('false');
    if (names.length > 1 || passwords.length > 1) {
      throw new WaygateError('input', 'zero_page.header_repeated', 'A credential header is there more than once.');
    }
    const [referer] = request.header('referer');
    if (
      referer === undefined
        ? !config.allowWithoutReferer
        : config.referrerWhiteList.length > 0 && !config.referrerWhiteList.includes(referer)
    ) {
      return goTo('false');
    }
    state.setShared(username, decodeHeaderWords(name));
    state.setTransient(password, decodeHeaderWords(typed));
    return goTo('true');
  },
});
