/** What one of the public SDKs would reject or silently misread in a registration link; empty when all is well. */
export function lintRegistrationUri(uri: string): string[] {
  const problems: string[] = [];
  if (/[\s"<>\\^`{|}\p{Cc}]|%(?![0-9A-Fa-f]{2})/u.test(uri)) problems.push('A character that java.net.URI does not take.');
  const match = /^(?:pushauth:\/\/push|mfauth:\/\/(?:totp|hotp))\/([^?]*)\?(.*)$/.exec(uri);
  if (match === null) return [...problems, 'It is no pushauth link.'];
  const label = decodeURIComponent(match[1] ?? '');
  const [labelIssuer = '', account = '', ...more] = label.split(':');
  if (labelIssuer === '' || account === '') problems.push('The label lacks issuer or account.');
  if (more.length > 0) problems.push('The account has a colon: iOS takes only what stands before it.');
  const pairs = (match[2] ?? '').split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  const members = new Map(pairs);
  if (members.size !== pairs.length) problems.push('A member is there twice.');
  for (const name of ['scheme', 'authority', 'accountname'])
    if (members.has(name)) problems.push(`Member ${name} overrides the parsed parts.`);
  for (const name of ['l', 'issuer', 'm', 's', 'c', 'r', 'a', 'uid'])
    if ((members.get(name) ?? '') === '') problems.push(`Member ${name} is missing.`);
  for (const name of ['s', 'c', 'r', 'a'])
    if (/[+/=]/.test(members.get(name) ?? '')) problems.push(`Member ${name} is not base64url: Android skips characters.`);
  for (const name of ['l', 'uid', 'pid'])
    if (/[-_]/.test(members.get(name) ?? '')) problems.push(`Member ${name} has - or _: iOS loses it.`);
  if (/[-_]/.test(members.get('image') ?? '')) problems.push('Member image has - or _: Android skips them.');
  const text = (name: string) => Buffer.from(members.get(name) ?? '', 'base64url').toString();
  if (text('issuer').toLowerCase() !== labelIssuer.toLowerCase()) problems.push('The issuer of the label is another: one SDK refuses.');
  for (const name of ['s', 'c'])
    if (Buffer.from(members.get(name) ?? '', 'base64url').length !== 32) problems.push(`Member ${name} is not 32 bytes.`);
  if (!text('r').includes('_action=register')) problems.push('The register address lacks _action=register.');
  if (!text('a').includes('_action=authenticate')) problems.push('The authenticate address lacks _action=authenticate.');
  if (new URL(text('r')).searchParams.size > 1) problems.push('The register address has further members: Android escapes them twice.');
  if (!/^REGISTER:[0-9a-f-]{36}\d{13}$/.test(members.get('m') ?? '')) problems.push('The message id has another form.');
  return problems;
}

/** What one of the public SDKs would reject or misread in a push; empty when all is well. */
export function lintPush(jwt: string): string[] {
  const problems: string[] = [];
  const [header = '', payload = ''] = jwt.split('.');
  const headerText = Buffer.from(header, 'base64url').toString();
  if (headerText.length % 3 !== 0 || /[-_]/.test(header)) problems.push('The header cannot be padded again: every iPhone refuses.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  for (const [name, value] of Object.entries(claims))
    if (typeof value !== 'string') problems.push(`Claim ${name} is not a text: Android crashes.`);
  for (const name of ['u', 'c', 'l', 't']) if (claims[name] === undefined) problems.push(`Claim ${name} is missing.`);
  if (/[-_]/.test(String(claims['c'])) || Buffer.from(String(claims['c']), 'base64').length !== 32)
    problems.push('Claim c is not 32 bytes of standard base64.');
  if (!/^\d+$/.test(String(claims['t']))) problems.push('Claim t is not a number of seconds.');
  if (claims['k'] === 'challenge') {
    const numbers = String(claims['n']).split(',').map(Number);
    const ascending = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
    if (numbers.length !== 3 || !ascending || numbers.some((number) => number < 10 || number > 99))
      problems.push('Claim n is not three numbers.');
  } else if (claims['n'] !== undefined) problems.push('Claim n is there without a number challenge.');
  return problems;
}
