using AttachmentPacs.Core.Access;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>A server with users: one for each role, one of another alphabet, one kept to some paths, one with an API key only.</summary>
public sealed class GuardedServer : DefaultServer
{
    public string Key { get; } = ApiKey.New();

    protected override string[] Settings =>
    [
        .. Login.User("reader", "r", "Read"), .. Login.User("writer", "w", "Read", "Write"), .. Login.User("deleter", "d", "Delete"), .. Login.User("admin", "a", "Admin"),
        .. Login.User("jürgen", "größe", "Read"),
        .. Login.User("kept", "k", "Read", "Write", "Delete"), "Http:Users:kept:Scopes:0=/instances/*/attachments/1100", "Http:Users:kept:Scopes:1=/studies/",
        $"Http:Users:robot:ApiKeyHashes:0={ApiKey.HashOf(Key)}", "Http:Users:robot:Roles:0=Read", "Http:Users:robot:Roles:1=Write",
        "Http:LockOutAfter=1000",
    ];

    internal static (string Name, string Value) As(string user) =>
        user == "jürgen" ? Login.Basic(user, "größe") : Login.Basic(user, user[..1]);
}
