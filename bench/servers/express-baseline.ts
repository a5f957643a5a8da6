import express from 'express';
import { handWrittenLogin, type Posted } from './hand-written-login.ts';
import { announce, serverArguments } from './server-arguments.ts';

/** The yardstick: the two steps by hand in Express 5, with its own JSON parser and router, as a team would write it. */
const { directory, hashes, password } = serverArguments();
const login = handWrittenLogin(directory, hashes, password);
const app = express();
app.disable('x-powered-by');
app.use(express.json());
app.post('/am/json/realms/root/realms/alpha/authenticate', async (request, response) => {
  const answer = await login.answer(request.body as Posted | undefined);
  if (answer.cookie !== undefined) response.setHeader('Set-Cookie', answer.cookie);
  response.status(answer.status).json(answer.body);
});
announce(app.listen(0, '127.0.0.1'));
