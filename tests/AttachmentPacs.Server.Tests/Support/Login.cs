using System.Text;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>Headers that say who asks.</summary>
internal static class Login
{
    public static (string Name, string Value) Basic(string name, string password, Encoding? encoding = null) =>
        ("Authorization", "Basic " + Convert.ToBase64String((encoding ?? Encoding.UTF8).GetBytes($"{name}:{password}")));

    public static (string Name, string Value) Bearer(string key) => ("Authorization", $"Bearer {key}");

    /// <summary>Settings of a user with a password.</summary>
    public static string[] User(string name, string password, params string[] roles) =>
        [$"Http:Users:{name}:Password={password}", .. roles.Select((role, i) => $"Http:Users:{name}:Roles:{i}={role}")];
}
