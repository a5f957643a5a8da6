import { outcomesWith } from '@waygate/graph';
import { type AdministratorView, type CatalogueOutcome, outcomesRequest } from '@waygate/schema';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { describeNodeType } from './describe-node-type.ts';
import { mayWriteScripts } from './script-author.ts';

/** `GET /me` */
export async function me({ admin, deps, http }: AdminRequest): Promise<AdministratorView> {
  const realms = [...(await deps.realms.list())].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    username: admin.username,
    mayWriteScripts: mayWriteScripts(admin),
    realms: realms.map(({ path, active, defaultJourney }) => ({ path, active, defaultJourney: defaultJourney ?? null })),
    ...(http.face?.addresses ?? { publicUrl: http.config.publicUrl }),
  };
}

/** `GET /catalogue`: only what runs on this server. */
export async function catalogue({ deps }: AdminRequest) {
  return { nodes: [...deps.catalogue.values()].map(describeNodeType) };
}

/** `POST /catalogue/outcomes` */
export async function outcomes(request: AdminRequest): Promise<{ outcomes: (readonly CatalogueOutcome[] | null)[] }> {
  const { nodes } = bodyOf(request, outcomesRequest);
  return {
    outcomes: nodes.map(({ type: id, config }) => {
      const type = request.deps.catalogue.get(id);
      return type === undefined || type.kind === 'page' ? null : (outcomesWith(type, config, request.deps.values) ?? null);
    }),
  };
}

/** `GET /templates` */
export async function templates({ deps }: AdminRequest) {
  return {
    templates: deps.templates().map((document) => ({ name: document.name, description: document.description ?? '', document })),
  };
}
