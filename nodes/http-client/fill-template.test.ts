import { expect, it } from 'vitest';
import { fillTemplate, keysOf, type Place } from './fill-template.ts';

const state = {
  name: 'a"b&c/d',
  url: 'https://api.example/v1',
  count: 3,
  person: { mail: 'm@x', roles: ['a', 'b'] },
  text: '{"id":7}',
  'with.dot': 'x',
};

it.each([
  ['plain', `\${name} \${count} {{count}} \${nothing}!`, 'a"b&c/d 3 3 !'],
  ['plain', `\${person.$.mail} \${person.$.roles[1]} \${text.$.id} \${with.dot}`, 'm@x b 7 x'],
  ['plain', `\${person.$.roles[*]} \${person}`, '["a","b"] {"mail":"m@x","roles":["a","b"]}'],
  ['plain', `\${unclosed {{ } \${}`, `\${unclosed {{ } \${}`],
  ['address', `\${url}/users/\${name}?q=\${name}`, 'https://api.example/v1/users/a%22b%26c%2Fd?q=a%22b%26c%2Fd'],
  ['form', `a=\${name}&b=\${count}`, 'a=a%22b%26c%2Fd&b=3'],
  ['form', `\${name}`, 'a"b&c/d'],
  ['json', `{"n":"\${name}","c":\${count},"p":\${person},"t":\${text},"s":\${name},"z":\${nothing}}`, null],
  ['xml', `<n>\${name}</n>`, '<n>a&#34;b&#38;c/d</n>'],
] as [Place, string, string | null][])('puts values into %s: %s', (place, template, filled) => {
  const text = fillTemplate(template, state, place);
  if (filled !== null) expect(text).toBe(filled);
  else expect(JSON.parse(text)).toEqual({ n: 'a"b&c/d', c: 3, p: state.person, t: state.text, s: 'a"b&c/d', z: null });
});

it('lets no value break out of the text of a JSON body', () => {
  const filled = fillTemplate(`{"user":"\\"\${name}","admin":false}`, { name: '","admin":true,"x":"' }, 'json');
  expect(JSON.parse(filled)).toEqual({ user: '"","admin":true,"x":"', admin: false });
});

it.each(['true', '1', 'null', '{"admin":true}', '["a"]', '"a"'])('takes what somebody typed for a text in JSON: %s', (typed) => {
  const filled = fillTemplate(`{"user":\${typed},"n":\${typed.$.admin}}`, { typed }, 'json');
  expect(JSON.parse(filled)).toEqual({ user: typed, n: typed === '{"admin":true}' ? true : null });
});

it('knows which keys it names', () => {
  expect(keysOf(`\${a}/\${b.$.c[0]}/{{d}}/\${with.dot}`)).toEqual(['a', 'b', 'd', 'with.dot']);
});
