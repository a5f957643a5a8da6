import { createServer } from 'node:http';
import { handWrittenLogin, type Posted } from './hand-written-login.ts';
import { announce, serverArguments } from './server-arguments.ts';

/** The ceiling: the two steps by hand on bare node:http. */
const { directory, hashes, password } = serverArguments();
const login = handWrittenLogin(directory, hashes, password);
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    void login.answer(text === '' ? undefined : (JSON.parse(text) as Posted)).then((answer) => {
      const json = JSON.stringify(answer.body);
      response.writeHead(answer.status, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(json),
        ...(answer.cookie === undefined ? {} : { 'Set-Cookie': answer.cookie }),
      });
      response.end(json);
    });
  });
});
announce(server.listen(0, '127.0.0.1'));
