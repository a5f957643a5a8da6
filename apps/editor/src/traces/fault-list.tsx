import { Alert, List, Text } from '@mantine/core';
import type { SignOnTrace } from '@waygate/schema';
import { t } from './messages.ts';
import { durationText } from './time-text.ts';

/** What went wrong in a sign-on, for the author and the operator; nothing when nothing did. */
export function FaultList({
  faults,
  startedAt,
  nameOfNode,
}: {
  readonly faults: SignOnTrace['faults'];
  readonly startedAt: number;
  /** What people call a node. */
  readonly nameOfNode: (nodeId: string) => string;
}) {
  if (faults.length === 0) return null;
  return (
    <Alert color="red" title={t('faults')}>
      <List size="sm">
        {faults.map(({ code, message, nodeId, at }, index) => (
          <List.Item key={`${at} ${index}`}>
            {message}
            <Text size="xs" c="dimmed">
              {[
                t('faultAt', { time: durationText(at - startedAt) }),
                ...(nodeId === undefined ? [] : [t('atNode', { name: nameOfNode(nodeId) })]),
                code,
              ].join(' · ')}
            </Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
