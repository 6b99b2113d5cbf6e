using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Access;

/// <summary>What routes say of who may use them.</summary>
internal static class RouteNeeds
{
    /// <summary>The route needs this role, whatever its method would need.</summary>
    public static T Needs<T>(this T route, Role role)
        where T : IEndpointConventionBuilder => route.WithMetadata(new NeededRole(role));

    /// <summary>The route is for everybody who reaches the port, known or not: it must tell nothing and do nothing.</summary>
    public static T OpenToAll<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new OpenRoute());

    /// <summary>Whether a request needs no user.</summary>
    public static bool IsOpen(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<OpenRoute>() is not null;

    /// <summary>The role that a request needs: the route's, or the method's. Methods that are none of the API's change nothing, but who knows.</summary>
    public static Role RoleOf(Endpoint? endpoint, string method) => endpoint?.Metadata.GetMetadata<NeededRole>()?.Role ?? method switch
    {
        "GET" or "HEAD" => Role.Read,
        "DELETE" => Role.Delete,
        _ => Role.Write,
    };

    private sealed record NeededRole(Role Role);

    private sealed record OpenRoute;
}
