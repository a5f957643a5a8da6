import { type AdminClient, AdminError } from '@waygate/client';
import type { JourneyView } from '@waygate/schema';

/** The journey as the server has it; one that was deleted meanwhile comes as one that has nothing. Throws whatever else the client throws. */
export async function viewOrNothing(client: AdminClient, realm: string, name: string): Promise<JourneyView> {
  try {
    return await client.journey(realm, name);
  } catch (error) {
    if (!(error instanceof AdminError) || error.status !== 404) throw error;
    return { name, isDefault: false, published: null, draft: null, otherDrafts: [], usedBy: [] };
  }
}
