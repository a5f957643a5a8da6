import { Button, Container, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import { lazy, Suspense, useEffect } from 'react';
import { createBrowserRouter, Link, Navigate, RouterProvider } from 'react-router';
import { AuditPage } from '../audit/audit-page.tsx';
import { ContinuityPage } from '../continuity/continuity-page.tsx';
import { JourneysPage } from '../journeys/journeys-page.tsx';
import { MessagesPage } from '../messages/messages-page.tsx';
import { PeoplePage } from '../people/people-page.tsx';
import { PersonPage } from '../people/person-page.tsx';
import { TracePage } from '../traces/trace-page.tsx';
import { TracesPage } from '../traces/traces-page.tsx';
import { AdministratorContext, admin, useAdministrator } from './admin.tsx';
import { ConsoleShell } from './console-shell.tsx';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';
import { t } from './messages.ts';
import { paths, signOnAddress } from './paths.ts';

// The canvas is most of the script; the list of journeys need not wait for it.
const JourneyPage = lazy(async () => ({ default: (await import('../editor/journey-page.tsx')).JourneyPage }));

const router = createBrowserRouter([
  {
    element: <ConsoleShell />,
    children: [
      { path: '/admin', element: <FirstPage /> },
      { path: '/admin/realms/:realm/journeys', element: <JourneysPage /> },
      { path: '/admin/realms/:realm/sign-ons', element: <TracesPage /> },
      { path: '/admin/realms/:realm/sign-ons/:code', element: <TracePage /> },
      { path: '/admin/realms/:realm/people', element: <PeoplePage /> },
      { path: '/admin/realms/:realm/people/:name', element: <PersonPage /> },
      { path: '/admin/realms/:realm/messages', element: <MessagesPage /> },
      { path: '/admin/realms/:realm/continuity', element: <ContinuityPage /> },
      { path: '/admin/realms/:realm/audit', element: <AuditPage /> },
      { path: '*', element: <NotFound /> },
    ],
  },
  {
    path: '/admin/realms/:realm/journeys/:name',
    element: (
      <Suspense fallback={<Loading />}>
        <JourneyPage />
      </Suspense>
    ),
  },
]);

/** The console: for administrators who are signed on; anybody else is led to where they can. */
export function App() {
  const me = useQuery({ queryKey: ['me'], queryFn: admin.me, retry: (count, error) => count < 2 && !isRefusal(error), staleTime: 60_000 });
  const signedOff = me.error instanceof AdminError && me.error.status === 401;
  useEffect(() => {
    // A page that is open keeps what it holds: only a first visit is led away.
    if (signedOff && me.data === undefined) location.replace(signOnAddress());
  }, [signedOff, me.data]);
  if (me.data !== undefined) {
    return (
      <AdministratorContext value={me.data}>
        <RouterProvider router={router} />
      </AdministratorContext>
    );
  }
  if (me.error instanceof AdminError && me.error.status === 403) return <Forbidden lacksFactor={me.error.code === 'admin.second_factor'} />;
  if (me.error !== null && !signedOff) return <Failure error={me.error} retry={() => void me.refetch()} />;
  return <Loading />;
}

function isRefusal(error: Error): boolean {
  return error instanceof AdminError && error.status >= 400 && error.status < 500;
}

/** Leads to the realm that has the most to show: the first below the top, else the top. */
function FirstPage() {
  const { realms } = useAdministrator();
  const realm = realms.find(({ path }) => path !== '/') ?? realms[0];
  return <Navigate to={paths.journeys(realm?.path ?? '/')} replace />;
}

/** @param lacksFactor whether an administrator is signed on, and only without the second factor that they must have */
function Forbidden({ lacksFactor }: { readonly lacksFactor: boolean }) {
  return (
    <Container component="main" size="xs" py="xl">
      <Stack>
        <Title order={1}>{t(lacksFactor ? 'factorTitle' : 'forbiddenTitle')}</Title>
        <Text>{t(lacksFactor ? 'factor' : 'forbidden')}</Text>
        <Button component="a" href={`${signOnAddress()}&ForceAuth=true`}>
          {t(lacksFactor ? 'signOnWithFactor' : 'signOnAgain')}
        </Button>
      </Stack>
    </Container>
  );
}

function NotFound() {
  return (
    <Stack align="flex-start">
      <Title order={1}>{t('notFoundTitle')}</Title>
      <Text>{t('notFound')}</Text>
      <Button component={Link} to="/admin">
        {t('toJourneys')}
      </Button>
    </Stack>
  );
}
