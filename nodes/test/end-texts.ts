import type { NodeType } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';

/** What every node promises that says what people read, and clients get, at an end. @param end which it is, as its keys begin and as the wish is called */
export function itSaysTheEnd(node: NodeType, end: 'error' | 'failure'): void {
  const configOf = (message: Record<string, string>, details: Record<string, string>) => ({
    [`${end}Message`]: message,
    [`${end}Details`]: details,
  });
  const config = configOf({ en: 'Ring us up.', de: 'Rufen Sie uns an.' }, { hotline: '42' });

  it.each([
    ['de-CH', 'Rufen Sie uns an.'],
    ['en', 'Ring us up.'],
  ])('says it in %s', async (locale, message) => {
    expect((await runNode(node, { config, locales: [locale] })).action).toEqual({
      kind: 'goTo',
      outcome: 'outcome',
      endWishes: { [end]: { message, details: { hotline: '42' } } },
    });
  });

  it('leaves the usual message where the author gives none', async () => {
    expect((await runNode(node)).action).toEqual({ kind: 'goTo', outcome: 'outcome', endWishes: { [end]: { details: {} } } });
  });

  it('lets no secret into the answer', async () => {
    const leaking = configOf({}, { link: 'pushauth://push/x?s=secret' });
    await expect(runNode(node, { config: leaking })).rejects.toThrow('details.link');
  });
}
