using System.Net;
using AttachmentPacs.Core.Access;

namespace AttachmentPacs.Server.Access;

/// <summary>Says whose request it is.</summary>
internal sealed class Authenticator(UserDirectory users, LockOut lockOut, RememberedPasswords remembered, CheckQueue queue)
{
    // Wrong keys count for the address under a name that no user has: it is empty.
    private const string NoName = "";

    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(1);

    // Verified where there is no hash to verify: an unknown name must not answer faster than a wrong password.
    private readonly string _nobody = PasswordHashing.Hash(ApiKey.New());

    /// <summary>The user whom the request's credentials name.</summary>
    /// <exception cref="AccessException">None, wrong ones, too many wrong ones before, or too many checks at a time.</exception>
    public async ValueTask<User> AuthenticateAsync(HttpContext http)
    {
        IPAddress network = Network.Of(http.Connection.RemoteIpAddress);
        switch (Credentials.Read(http.Request.Headers.Authorization))
        {
            case null:
                throw new AccessException(StatusCodes.Status401Unauthorized, "This server wants to know who asks: send a user's name and password, or an API key", "no credentials", NoName)
                {
                    IsChallenge = true,
                };
            case Credentials.Key key:
                return OwnerOf(key.Text, network);
            case Credentials.Password(string name, string password):
                return await CheckAsync(name, password, network, http.RequestAborted).ConfigureAwait(false);
            default:
                ThrowIfLockedOut(network, NoName);
                lockOut.Failed(network, NoName);
                throw new AccessException(
                    StatusCodes.Status401Unauthorized, "The Authorization header cannot be read: expected Basic with base64 of name:password, or Bearer with an API key", "unreadable credentials", NoName);
        }
    }

    // A key of 256 random bits is not guessed: the right one is taken whatever others have tried from this address.
    private User OwnerOf(string key, IPAddress network)
    {
        if (users.ByKey(key) is { } owner) return owner;
        ThrowIfLockedOut(network, NoName);
        lockOut.Failed(network, NoName);
        throw new AccessException(StatusCodes.Status401Unauthorized, "There is no such API key", "unknown API key", NoName);
    }

    private async ValueTask<User> CheckAsync(string name, string password, IPAddress network, CancellationToken cancel)
    {
        ThrowIfLockedOut(network, name);
        User? user = users.ByName(name);
        if (remembered.Knows(user, password))
        {
            lockOut.Succeeded(network, name);
            return user!;
        }

        bool isRight = await queue.RunAsync(network, () => Verify(user, name, password, network), cancel).ConfigureAwait(false)
            ?? throw new AccessException(StatusCodes.Status503ServiceUnavailable, "Too many passwords are being checked: try again", "too many password checks at a time", name)
            {
                RetryAfter = BusyRetry,
            };
        return isRight
            ? user!
            : throw new AccessException(StatusCodes.Status401Unauthorized, "There is no such user, or the password is wrong", user is null ? "unknown user" : "wrong password", name);
    }

    // While it waited, another request may have failed, or have found this password to be right.
    private bool Verify(User? user, string name, string password, IPAddress network)
    {
        ThrowIfLockedOut(network, name);
        if (!remembered.Knows(user, password))
        {
            bool isRight = PasswordHashing.Verify(user?.PasswordHash ?? _nobody, password);
            if (!isRight || user?.PasswordHash is null)
            {
                lockOut.Failed(network, name);
                return false;
            }

            remembered.Remember(user, password);
        }

        lockOut.Succeeded(network, name);
        return true;
    }

    private void ThrowIfLockedOut(IPAddress network, string name)
    {
        TimeSpan wait = lockOut.WaitOf(network, name);
        if (wait == TimeSpan.Zero) return;
        throw new AccessException(
            StatusCodes.Status429TooManyRequests, $"Too many failed logins: wait {Math.Ceiling(wait.TotalSeconds):0} s, then try again", "locked out after failed logins", name)
        {
            RetryAfter = wait,
        };
    }
}
