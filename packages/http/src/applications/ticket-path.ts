/** Path that a browser comes to with its ticket, to sign on for an application. */
export function ticketPath(realm: string, ticket: string): string {
  return `/forward-auth/${realm === '/' ? 'root' : encodeURIComponent(realm.slice(1))}/sign-on?ticket=${encodeURIComponent(ticket)}`;
}

/** The ticket of an address that a sign-on goes on to. @returns undefined for any other address, or one of another realm */
export function ticketIn(address: string, realm: string): string | undefined {
  const ticket = /\/sign-on\?ticket=([\w.-]+)$/.exec(address)?.[1];
  return ticket !== undefined && ticketPath(realm, ticket) === address ? ticket : undefined;
}
