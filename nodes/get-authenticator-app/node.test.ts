import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

async function script(run: Parameters<typeof runNode>[1] = {}): Promise<string> {
  const { action } = await runNode(node, run);
  if (action.kind !== 'send' || action.callbacks[0]?.type !== 'TextOutputCallback') throw new Error('no script');
  expect(action.callbacks[0].messageType).toBe('script');
  return action.callbacks[0].message;
}

/** Runs the script as AM's pages do, and answers what it wrote. */
function written(source: string): string {
  const element = { innerHTML: '' };
  new Function('document', source)({ getElementById: (id: string) => (id === 'callback_0' ? element : undefined) });
  return element.innerHTML;
}

it('offers the app in both stores, and a button', async () => {
  const html = written(await script());
  expect(html).toContain("href='https://apps.apple.com/app/pingid/id891247102'>Apple App Store</a>");
  expect(html).toContain("href='https://play.google.com/store/apps/details?id=prod.com.pingidentity.pingid'>Google Play Store</a>");
  expect((await runNode(node)).action).toMatchObject({
    callbacks: [{}, { type: 'ConfirmationCallback', options: ['Continue'], defaultOption: 0, selected: 0 }],
  });
});

it("fills the placeholders of the author's text", async () => {
  const config = { message: { en: '{{appleLabel}} {{googleLabel}} {{appleLink}} {{other}}' }, appleLink: 'https://a.example/' };
  expect(written(await script({ config }))).toBe('Apple App Store Google Play Store https://a.example/ {{other}}');
});

it('writes the links escaped, so that none ends its attribute', async () => {
  const html = written(await script({ config: { appleLink: "https://a.example/?x='><img src=x onerror=alert(1)>&y=1" } }));
  expect(html).toContain('&amp;y=1');
  expect(html.match(/<(?!\/?a[ >])/g)).toBeNull();
});

it('keeps a text of the author inside its literal', async () => {
  const message = 'a"b\\c\u2028d</script>e';
  const source = await script({ config: { message: { en: message } } });
  expect(written(source)).toBe(message);
  expect(source).not.toContain('</script>');
});

it('takes the app of the default for a link that is empty, each for itself', async () => {
  expect(written(await script({ config: { googleLink: '', appleLink: 'https://a.example/' } }))).toContain('play.google.com');
  expect(written(await script({ config: { appleLink: '', googleLink: 'https://g.example/' } }))).toContain('apps.apple.com');
});

it.each(['javascript:alert(1)', 'http://a.example/', '//a.example', 'a.example'])('refuses %s as a link', (link) => {
  expect([node.config.safeParse({ appleLink: link }).success, node.config.safeParse({ googleLink: link }).success]).toEqual([false, false]);
});

it('goes on when the page is answered, with the button or without', async () => {
  for (const index of [0, undefined]) {
    expect((await runNode(node, { answers: [{ type: 'ConfirmationCallback', index }] })).outcome).toBe('outcome');
  }
});
