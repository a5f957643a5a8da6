import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection may bring nothing before it counts as unused, milliseconds: a request may be on its way on one that was only just opened. */
const UNUSED_MS = 500;

/**
 * Watches for connections that have brought no byte. Browsers open some ahead of need, and Node takes them neither for idle (`closeIdleConnections` leaves them) nor for
 * ended, so that a server that stops would wait for them as for a request.
 * @returns closes those that are unused by now
 */
export function unusedConnections(server: Server): { close(): void } {
  const openedAt = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    openedAt.set(socket, performance.now());
    socket.once('close', () => openedAt.delete(socket));
  });
  return {
    close: () => {
      const before = performance.now() - UNUSED_MS;
      for (const [socket, at] of openedAt) {
        if (socket.bytesRead > 0) openedAt.delete(socket);
        else if (at <= before) socket.destroy();
      }
    },
  };
}
