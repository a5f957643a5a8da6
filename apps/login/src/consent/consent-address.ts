/** What the address of the page says that asks for an agreement: `/consent/{realm}/{id}`. */
export function readConsentAddress(pathname: string): { readonly realm: string; readonly id: string } {
  const [, , realm = 'root', id = ''] = pathname.split('/');
  const name = decodeURIComponent(realm);
  return { realm: name === 'root' ? '/' : `/${name}`, id: decodeURIComponent(id) };
}
