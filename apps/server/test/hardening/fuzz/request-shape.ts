/** Who sends a request. Only administrators and programs may change anything that outlives it. */
export const ROLES = ['nobody', 'person', 'administrator', 'program'] as const;
export type Role = (typeof ROLES)[number];

/** How the body is put on the wire. All but the first two are no proper HTTP, or try to be two requests at once. */
export const FRAMINGS = ['length', 'chunked', 'short', 'both', 'twoLengths', 'badChunk', 'chunkExtension', 'lengthPlus'] as const;
type Framing = (typeof FRAMINGS)[number];

/** A request as it goes to the wire, short of what only exists while a server runs: tokens stand as `@@NAME@@`. */
export interface RequestShape {
  /** Of the server's own table. */
  readonly endpoint: string;
  readonly as: Role;
  readonly method: string;
  /** Path and query, as they are written. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text; what is above U+00FF is encoded as UTF-8, unless `latin1` says that each character is a byte. */
  readonly body?: string;
  readonly latin1?: boolean;
  readonly framing?: Framing;
}

/** Whether a server may wait for more of it, so that no answer is no fault. */
export function isUnfinished({ framing, method, headers }: RequestShape): boolean {
  const expects = headers.some(([name]) => /^(content-length|transfer-encoding|expect|upgrade|connection)$/i.test(name.trim()));
  return (
    framing === 'short' || framing === 'badChunk' || framing === 'lengthPlus' || framing === 'twoLengths' || expects || method === 'CONNECT'
  );
}

/** Writes a request as bytes. @param fill puts what there is into the place of `@@NAME@@` */
export function render(shape: RequestShape, host: string, fill: (text: string) => string): Buffer {
  const bytes = (text: string) => Buffer.from(fill(text), shape.latin1 === true ? 'latin1' : 'utf8');
  const body = shape.body === undefined ? undefined : bytes(shape.body);
  const given = new Set(shape.headers.map(([name]) => name.toLowerCase()));
  const lines = [
    `${shape.method} ${shape.target} HTTP/1.1`,
    ...(given.has('host') ? [] : [`Host: ${host}`]),
    ...shape.headers.map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  const framed = framedBody(shape.framing ?? 'length', body);
  const head = `${[...lines, ...framed.headers].join('\r\n')}\r\n\r\n`;
  return Buffer.concat([Buffer.from(fill(head), 'latin1'), ...framed.parts]);
}

function framedBody(
  framing: Framing,
  body: Buffer | undefined,
): { readonly headers: readonly string[]; readonly parts: readonly Buffer[] } {
  if (body === undefined) return { headers: [], parts: [] };
  const length = `Content-Length: ${body.length}`;
  const chunked = 'Transfer-Encoding: chunked';
  const chunk = (size: string) => [Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')];
  const hex = body.length.toString(16);
  switch (framing) {
    case 'length':
      return { headers: [length], parts: [body] };
    case 'chunked':
      return { headers: [chunked], parts: body.length === 0 ? [Buffer.from('0\r\n\r\n')] : chunk(hex) };
    case 'short':
      return { headers: [`Content-Length: ${body.length + 10}`], parts: [body] };
    case 'both':
      return { headers: [length, chunked], parts: chunk(hex) };
    case 'twoLengths':
      return { headers: [length, 'Content-Length: 0'], parts: [body] };
    case 'badChunk':
      return { headers: [chunked], parts: chunk(`-${hex}`) };
    case 'chunkExtension':
      return { headers: [chunked], parts: body.length === 0 ? [Buffer.from('0\r\n\r\n')] : chunk(`${hex};a="b\tc"`) };
    case 'lengthPlus':
      return { headers: [`Content-Length: +${body.length}`], parts: [body] };
  }
}
