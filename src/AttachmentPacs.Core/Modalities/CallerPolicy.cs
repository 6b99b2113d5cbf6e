using System.Net;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Core.Modalities;

/// <summary>What a caller may want of us.</summary>
public enum CallerRequest
{
    /// <summary>C-ECHO.</summary>
    Echo,

    /// <summary>C-STORE.</summary>
    Store,

    /// <summary>Storage commitment: N-ACTION, and N-EVENT-REPORT on what we have asked for.</summary>
    StorageCommitment,
}

/// <summary>Whether a caller gets what it wants.</summary>
/// <param name="IsAllowed">It does.</param>
/// <param name="Refusal">Why not, and what to change; empty if it does.</param>
/// <param name="Modality">Who it is; null if it is unknown, or calls from elsewhere.</param>
public readonly record struct CallerDecision(bool IsAllowed, string Refusal, Modality? Modality)
{
    internal static CallerDecision Allow(Modality? modality) => new(true, "", modality);

    internal static CallerDecision Refuse(string why, Modality? modality = null) => new(false, why, modality);
}

/// <summary>
/// Who may ask what of us. A caller whose AE title is a modality's is that modality: it must call from its host (Dicom:CheckModalityHost), and its
/// own permissions hold. Any other caller is unknown and has what Dicom:AlwaysAllowEcho and Dicom:AlwaysAllowStore give.
/// </summary>
public sealed class CallerPolicy(ModalityRegistry modalities, DicomOptions options, HostAddresses hosts)
{
    /// <summary>Decides on one request. Never throws for what the caller or the name service did: what cannot be known is refused.</summary>
    /// <param name="aeTitle">The calling AE title, as it was sent.</param>
    /// <param name="remote">Where it calls from; IPv4 inside IPv6 is IPv4.</param>
    /// <param name="request">What it wants.</param>
    /// <param name="cancellationToken">Ends the waiting for the name service.</param>
    public async ValueTask<CallerDecision> DecideAsync(string aeTitle, IPAddress remote, CallerRequest request, CancellationToken cancellationToken)
    {
        string title = AeTitles.Trim(aeTitle);

        // PS3.8 9.3.2: a title of blanks alone is none. What is none is not repeated either: it may be meant for those who read the log.
        if (!AeTitles.IsValid(title)) return CallerDecision.Refuse($"The calling AE title is none: expected {AeTitles.Expected}");
        IReadOnlyList<Modality> named = modalities.WithAeTitle(title);
        if (named.Count == 0) return Unknown(title, request);

        CallerDecision? forbidden = null;
        List<string> elsewhere = [];
        foreach (Modality modality in named)
        {
            if (await WhyElsewhereAsync(modality, remote, cancellationToken).ConfigureAwait(false) is { } why)
            {
                elsewhere.Add(why);
                continue;
            }

            if (IsAllowed(modality, request)) return CallerDecision.Allow(modality);
            forbidden = CallerDecision.Refuse($"Modality {modality.Name} may not do that: its Allow{request} is false", modality);
        }

        return forbidden ?? CallerDecision.Refuse(string.Join("; ", elsewhere));
    }

    private CallerDecision Unknown(string title, CallerRequest request) => request switch
    {
        CallerRequest.Echo when options.AlwaysAllowEcho => CallerDecision.Allow(null),
        CallerRequest.Store when options.StoresForUnknown() => CallerDecision.Allow(null),
        CallerRequest.Echo or CallerRequest.Store => CallerDecision.Refuse(
            $"AE title \"{title}\" is no modality's: add it (PUT /modalities/{{name}}), or set Dicom:AlwaysAllow{request}"),
        _ => CallerDecision.Refuse($"AE title \"{title}\" is no modality's: add it (PUT /modalities/{{name}})"),
    };

    private static bool IsAllowed(Modality modality, CallerRequest request) => request switch
    {
        CallerRequest.Echo => modality.AllowEcho,
        CallerRequest.Store => modality.AllowStore,
        CallerRequest.StorageCommitment => modality.AllowStorageCommitment,
        _ => false,
    };

    // Null: it does call from where it should.
    private async ValueTask<string?> WhyElsewhereAsync(Modality modality, IPAddress remote, CancellationToken cancellationToken)
    {
        IPAddress address = AddressRange.Plain(remote);
        if (!options.CheckModalityHost || modality.Addresses.Any(range => range.Contains(address))) return null;
        try
        {
            IReadOnlyList<IPAddress> own = await hosts.OfAsync(modality.Host, cancellationToken).ConfigureAwait(false);
            return own.Contains(address) ? null : $"Modality {modality.Name} may not call from {address}: add it to its Addresses, or correct its Host {modality.Host}";
        }
        catch (HostUnknownException e)
        {
            return $"Modality {modality.Name} may not call from {address}, which is none of its Addresses: {e.Message}";
        }
    }
}
