using System.Security.Claims;
using System.Security.Principal;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Access;

/// <summary>A user as configured.</summary>
/// <param name="name">The name.</param>
/// <param name="passwordHash">Hash of the password; null for a user with API keys only.</param>
/// <param name="options">Roles and scopes.</param>
internal sealed class User(string name, string? passwordHash, UserOptions options)
{
    private readonly Role[] _roles = [.. options.Roles];
    private readonly Scope[] _scopes = [.. options.Scopes.Select(Scope.Parse)];

    public string Name => name;

    public string? PasswordHash => passwordHash;

    /// <summary>What <see cref="HttpContext.User"/> is during this user's requests.</summary>
    public ClaimsPrincipal Principal { get; } = new(new GenericIdentity(name, "Http:Users"));

    /// <summary>Whether the user has a role; Admin has all.</summary>
    public bool Has(Role role) => _roles.Contains(role) || _roles.Contains(Role.Admin);

    /// <summary>Whether a path, as routing sees it, is within the user's scopes.</summary>
    public bool MayReach(string path) => _scopes.Length == 0 || Array.Exists(_scopes, scope => scope.Covers(path));
}
