import { type AddressInfo, createServer, type Server } from 'node:net';
import { WaygateError } from '@waygate/schema';

/**
 * Takes a port before anything is set up, so that a start that cannot listen changes nothing; a server takes it over with `listen(reserved)`.
 * Who calls before that is turned away.
 * @param port 0 for any that is free
 * @throws WaygateError `server.port_taken`, `server.cannot_listen` (operational)
 */
export function reservePort(host: string, port: number): Promise<{ readonly reserved: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    const reserved = createServer((socket) => socket.destroy());
    reserved.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(host, port, cause)));
    reserved.listen(port, host, () => resolve({ reserved, port: (reserved.address() as AddressInfo).port }));
  });
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): WaygateError {
  return cause.code === 'EADDRINUSE'
    ? new WaygateError('operational', 'server.port_taken', `Port ${port} is taken. Stop the other program, or set WAYGATE_PORT.`, { cause })
    : new WaygateError(
        'operational',
        'server.cannot_listen',
        `Cannot listen on ${host}:${port} (${cause.code}). Set WAYGATE_HOST or WAYGATE_PORT.`,
        {
          cause,
        },
      );
}
