import { type JourneyDocument, journeyDocument } from '@waygate/schema';

export const journey = (name: string, description: string, more: Partial<JourneyDocument> = {}): JourneyDocument =>
  journeyDocument.parse({ name, description, entryNodeId: '70e691a5-1e33-4ac3-a356-e7b6d60d92e0', nodes: {}, ...more });
