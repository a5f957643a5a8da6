import { continuityService, managedUserOf, managedUserService, type ServiceName, WaygateError } from '@waygate/schema';
import type { Workspace } from '@waygate/server';

/**
 * Refuses settings by which people could write themselves what decides over them in an outage: their phones, or what an administrator says of them.
 * @throws WaygateError `service.attribute_editable` (authoring)
 */
export async function refuseEditableAttributes(
  { stores }: Pick<Workspace, 'stores'>,
  realm: string,
  service: ServiceName,
  settings: object,
): Promise<void> {
  if (service !== 'continuity' && service !== 'managedUser') return;
  const { services } = stores;
  const said = service === 'continuity' ? continuityService.parse(settings) : await services.get(realm, 'continuity');
  const user = service === 'managedUser' ? managedUserService.parse(settings) : await services.get(realm, 'managedUser');
  if (said === undefined) return;
  const { deviceKeeping: keeping, stateAttribute } = said;
  // A directory has rules of its own about who may write in it.
  if (keeping.type === 'attribute' && keeping.directory !== undefined) return;
  const { properties } = managedUserOf(user);
  const named = { stateAttribute, 'deviceKeeping.attribute': keeping.type === 'attribute' ? keeping.attribute : '' };
  const wrong = Object.entries(named).filter(([, name]) => Object.hasOwn(properties, name) && properties[name]?.userEditable === true);
  if (wrong.length === 0) return;
  const details = wrong.map(([path, name]) => ({
    path,
    message: `People may edit "${name}" themselves. Take another attribute, or set userEditable of it to false in the service managedUser.`,
  }));
  throw new WaygateError('authoring', 'service.attribute_editable', 'People could decide for themselves how they sign on in an outage.', {
    details,
  });
}
