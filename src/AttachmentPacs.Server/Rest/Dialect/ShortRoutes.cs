namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// Routes that ask the index for little and answer from memory: they may stay on the thread that waits for their socket, which no other may
/// (<see cref="Hosting.SocketThreads"/>).
/// </summary>
internal static class ShortRoutes
{
    /// <summary>The route is one.</summary>
    public static T IsShort<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new ShortRoute());

    /// <summary>Whether a request's route is one.</summary>
    public static bool Has(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<ShortRoute>() is not null;

    private sealed record ShortRoute;
}
